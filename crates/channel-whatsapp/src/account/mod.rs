//! What the account keeps about its chats and people on all of its devices: changes made here. Those
//! of other devices arrive as events (`inbound/state.rs`), or are fetched when the network reports that
//! they have changed (`follow.rs`).

mod blocklist;
mod chat;
mod contact;
mod follow;
mod labels;
mod online;
mod privacy;
mod star;

pub(crate) use blocklist::fetch as fetch_blocklist;
pub(crate) use follow::{catch_up, watch, watch_collections};
pub(crate) use labels::LABEL_MESSAGE;
pub(crate) use privacy::fetch as fetch_privacy;

use crate::session::Core;
use omni_channel::{ChannelError, StateChange};
use std::sync::Arc;
use tokio::sync::{Semaphore, oneshot};
use whatsapp_rust::Client;
use whatsapp_rust::features::AppStateError;

/// Has the network make a change, within the time of queries.
pub(crate) async fn change(
    core: &Arc<Core>,
    client: &Arc<Client>,
    change: StateChange,
) -> Result<(), ChannelError> {
    let (inner, client) = (Arc::clone(core), Arc::clone(client));
    whole(core, async move { make(&inner, &client, change).await }).await
}

async fn make(core: &Core, client: &Arc<Client>, change: StateChange) -> Result<(), ChannelError> {
    match change {
        StateChange::Chat { chat, change, newest } => {
            chat::change(core, client, &chat, change, newest).await
        }
        StateChange::Starred { chat, message, on } => {
            star::change(client, &chat, &message, on).await
        }
        StateChange::LabelledMessage { chat, external_id, label, on } => {
            labels::label_message(core, client, &label, &chat, &external_id, on).await
        }
        StateChange::Label(label) => labels::put(client, &label).await,
        StateChange::LabelDeleted { id } => labels::delete(client, &id).await,
        StateChange::Blocked { contact, on } => blocklist::change(core, client, &contact, on).await,
        StateChange::Privacy(setting) => privacy::change(core, client, &setting).await,
        StateChange::Contact { contact, name } => contact::save(client, &contact, name).await,
        StateChange::Online(online) => online::show(core, client, online).await,
    }
}

/// Runs a change of app state as a task of its own and waits for it within the time of queries. A
/// change that is given up half-way (the time is over, or no one waits any more) would leave what is
/// stored of its collection in disagreement. So it goes on, within the library's own time of a query.
pub(crate) async fn whole(
    core: &Core,
    work: impl Future<Output = Result<(), ChannelError>> + Send + 'static,
) -> Result<(), ChannelError> {
    let Ok(permit) = Arc::clone(&core.changes.0).try_acquire_owned() else {
        let why = "too many changes of this account wait for WhatsApp; try again in a minute";
        return Err(ChannelError::Temporary(why.to_owned()));
    };
    let (done, answer) = oneshot::channel();
    tokio::spawn(core.quiescence.track(async move {
        let _permit = permit;
        let _ = done.send(work.await);
    }));
    match tokio::time::timeout(core.options.query_timeout, answer).await {
        Ok(Ok(changed)) => changed,
        Ok(Err(_)) => Err(ChannelError::NotConnected),
        Err(_) => Err(ChannelError::Timeout),
    }
}

/// Changes of one account that are made at the same time, those that no one waits for included.
const AT_ONCE: usize = 32;

/// Permits for them.
#[derive(Debug)]
pub(crate) struct Changes(Arc<Semaphore>);

impl Default for Changes {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Why a synchronised setting was not changed.
fn refusal(error: &AppStateError) -> ChannelError {
    let message = match error {
        AppStateError::InvalidRequest(_) => {
            "the phone has not shared its keys for this yet, or does not have the chat; try again \
             once the phone was online"
        }
        _ => "WhatsApp did not accept the change; try again",
    };
    ChannelError::Temporary(message.to_owned())
}
