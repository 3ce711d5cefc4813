//! Answering what other nodes ask of the instances that this one owns.

use super::ask::wait;
use super::request::{Refusal, Reply, Request, open, seal};
use crate::app::App;
use crate::error::Error;
use crate::sessions::account_limits;
use crate::sessions::live::Live;
use crate::sessions::mirror::Reported;
use crate::sessions::{ensure, lease, status_wait, stop_for_another, supervised};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_bus::Topic;
use omni_channel::{ChannelError, MediaLocator, ProfileChange, Session};
use omni_domain::ids::NodeRequestId;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests are looked for this often, if no wake-up reports any.
const POLL: Duration = Duration::from_secs(1);
/// Requests that are answered at the same time, besides files.
const AT_ONCE: usize = 64;
/// Files that are fetched for other nodes at the same time: each takes as long as its size.
const FILES_AT_ONCE: usize = 16;

/// Answers until the server stops.
pub(in crate::sessions) async fn keep_serving(app: App) {
    let mut woken = app.bus.wakeups(Topic::Requests);
    let permits = Permits::default();
    loop {
        tokio::select! {
            () = app.sessions.stop.cancelled() => return,
            change = woken.next() => if change.is_none() { return },
            () = tokio::time::sleep(POLL) => {}
        }
        if let Err(error) = serve(&app, &permits).await {
            tracing::warn!(%error, "requests of other nodes cannot be read; trying again");
        }
    }
}

/// Bounds what is answered at the same time.
struct Permits {
    files: Arc<Semaphore>,
    others: Arc<Semaphore>,
}

impl Default for Permits {
    fn default() -> Self {
        let (files, others) = (Semaphore::new(FILES_AT_ONCE), Semaphore::new(AT_ONCE));
        Self { files: Arc::new(files), others: Arc::new(others) }
    }
}

impl Permits {
    /// A permit to answer this; `None` while there are too many of its kind.
    fn take(&self, request: Option<&Request>) -> Option<OwnedSemaphorePermit> {
        let kind = match request {
            Some(Request::FetchMedia { .. }) => &self.files,
            _ => &self.others,
        };
        Arc::clone(kind).try_acquire_owned().ok()
    }
}

/// Begins with what waits. What there is no permit for waits on, for the next round.
async fn serve(app: &App, permits: &Permits) -> Result<(), Error> {
    if app.sessions.held().is_empty() {
        return Ok(());
    }
    let pending = app.store.write_aside(lease::limit(app), |tx| {
        Box::pin(async move { tx.pending_node_requests(None).await })
    });
    for request in pending.await? {
        let Some(live) = app.sessions.get(request.instance_id).filter(|live| live.is_held()) else {
            continue;
        };
        let id = request.id;
        let asked: Option<Request> = open(app, id, &request.payload);
        let Some(permit) = permits.take(asked.as_ref()) else { continue };
        let claimed =
            app.store.write(move |tx| Box::pin(async move { tx.claim_node_request(id).await }));
        if !claimed.await? {
            continue;
        }
        let app = app.clone();
        app.clone().sessions.spawn(async move {
            let _permit = permit;
            answer(&app, &live, id, asked).await;
        });
    }
    Ok(())
}

async fn answer(app: &App, live: &Arc<Live>, id: NodeRequestId, asked: Option<Request>) {
    let reply = match asked {
        Some(asked) => {
            // No one waits for the answer after that.
            let limit = wait(app, &asked);
            let late = |_| Err(Refusal::Failed("it took too long".to_owned()));
            tokio::time::timeout(limit, perform(app, live, asked)).await.unwrap_or_else(late)
        }
        None => Err(Refusal::Failed(
            "the node that owns the instance cannot read the request: all nodes need the same \
             version and secret key"
                .to_owned(),
        )),
    };
    let Some(reply) = seal::<Reply>(app, id, &reply) else { return };
    let written = app
        .store
        .write(move |tx| Box::pin(async move { tx.answer_node_request(id, &reply).await }));
    if let Err(error) = written.await {
        tracing::warn!(%error, "an answer to another node cannot be written");
    }
    app.bus.wake(Topic::Replies);
}

async fn perform(app: &App, live: &Arc<Live>, request: Request) -> Reply {
    match request {
        Request::BringUp { enough } => {
            let instance = stored(app, live).await?;
            let live = ensure(app, &instance);
            status_wait::wait(app, &live, enough).await;
            shown(app, &live)
        }
        Request::Restart => {
            let instance = stored(app, live).await?;
            let instance = stop_for_another(app, &instance).await;
            let (live, _) = supervised(app, &instance);
            live.claim();
            status_wait::wait(app, &live, status_wait::Enough::Shown).await;
            shown(app, &live)
        }
        Request::Unlink => {
            live.unlink().await;
            Ok(Value::Null)
        }
        Request::Refresh => {
            let instance = stored(app, live).await?;
            account_limits::refresh(app, live, &instance);
            Ok(Value::Null)
        }
        request => {
            let session = live.session().ok_or(Refusal::NotOwner)?;
            through(&*session, request).await
        }
    }
}

async fn stored(app: &App, live: &Live) -> Result<omni_domain::instance::Instance, Refusal> {
    let found = app.store.instance_by_id(live.id).await;
    let found = found.map_err(|error| Refusal::Failed(error.to_string()))?;
    found.ok_or_else(|| Refusal::Failed("the instance is deleted".to_owned()))
}

fn shown(app: &App, live: &Live) -> Reply {
    value(&Reported::now(app, live))
}

fn value<T: Serialize>(of: &T) -> Reply {
    serde_json::to_value(of).map_err(|error| Refusal::Failed(error.to_string()))
}

pub(super) fn result<T: Serialize>(of: Result<T, ChannelError>) -> Reply {
    value(&of.map_err(Refusal::Channel)?)
}

async fn through(session: &dyn Session, request: Request) -> Reply {
    match request {
        Request::Act { action } => result(session.act(action).await),
        Request::FetchMedia { id, media, mime_type, locator } => {
            let Ok(kind) = media.parse() else {
                return Err(Refusal::Failed(format!("`{media}` is no kind of file")));
            };
            result(session.fetch_media(id, kind, &mime_type, &MediaLocator(locator)).await)
        }
        Request::PairWithCode { phone } => result(session.pair_with_code(&phone).await),
        Request::AnswerPasskey { assertion } => result(session.answer_passkey(&assertion).await),
        Request::ConfirmPasskey => result(session.confirm_passkey().await),
        Request::Find { address } => result(session.find(&address).await),
        Request::Profile { address } => result(session.profile(&address).await),
        Request::ProfilePicture { address } => result(session.profile_picture(&address).await),
        Request::FetchPicture { url } => {
            result(session.fetch_picture(&url).await.map(|bytes| STANDARD.encode(bytes)))
        }
        Request::Presence { address, follow } => result(session.presence(&address, follow).await),
        Request::SetProfile { name, about, picture } => {
            let picture = picture.map(|text| STANDARD.decode(text)).transpose();
            let picture = picture.map_err(|error| Refusal::Failed(error.to_string()))?;
            let picture = picture.map(Into::into);
            result(session.set_profile(ProfileChange { name, about, picture }).await)
        }
        Request::CreateGroup { group } => result(session.create_group(group).await),
        Request::ChangeGroup { group, change } => {
            result(session.change_group(&group, change).await)
        }
        Request::ChangeMembers { group, change, members } => {
            result(session.change_members(&group, change, &members).await)
        }
        Request::InviteLink { group, renew } => result(session.invite_link(&group, renew).await),
        Request::JoinGroup { invite } => result(session.join_group(&invite).await),
        Request::PreviewGroup { invite } => result(session.preview_group(&invite).await),
        Request::GroupInfo { group } => result(session.group_info(&group).await),
        Request::LeaveGroup { group } => result(session.leave_group(&group).await),
        Request::ChangeState { change } => result(session.change_state(change).await),
        Request::Communities { request } => request.perform(session).await,
        Request::Newsletters { request } => request.perform(session).await,
        Request::Businesses { request } => request.perform(session).await,
        Request::BringUp { .. } | Request::Restart | Request::Unlink | Request::Refresh => {
            Err(Refusal::Failed("this is not asked of a session".to_owned()))
        }
    }
}
