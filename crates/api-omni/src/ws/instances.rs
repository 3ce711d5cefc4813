use super::handshake::Handshake;
use super::link::Gone;
use super::protocol::{ServerMessage, StatusFrame, SubscribeInstances};
use super::session::{Session, Step};
use axum::extract::State;
use axum::response::Response;
use omni_app::events::{self, EventFeed, EventSelection};
use omni_app::instances::{self, InstanceQuery, InstanceStatus};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_domain::page::PageRequest;
use omni_http::{ApiError, Endpoint};
use std::collections::HashMap;
use std::convert::Infallible;

const PAGE: u32 = 100;

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead).socket();

/// Instance status stream
///
/// A WebSocket; the key comes as for the event stream. Then:
///
/// `{"type":"subscribe","instances":["…"]}` or `["*"]`
///
/// answers the present status of each at once and every change from then on, as
/// `{"type":"status","instanceId","status","state","qr"}`.
#[utoipa::path(
    get,
    path = "/ws/instances",
    tag = "realtime",
    responses((status = 101, description = "It is a WebSocket now."))
)]
pub(crate) async fn stream_instances(
    State(app): State<App>,
    handshake: Handshake,
) -> Result<Response, ApiError> {
    let (upgrade, identity, options) = handshake.accept(Scope::InstancesRead)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        // The client learns from the close code how it ended.
        if let Ok(session) = Session::<EventFeed>::open(app, socket, identity, options).await {
            let Err(Gone) = run(session).await;
        }
    }))
}

/// The last status that was sent of each instance, so that an event that changes nothing sends
/// nothing.
type Sent = HashMap<InstanceId, StatusFrame>;

async fn run(mut session: Session<EventFeed>) -> Result<Infallible, Gone> {
    let mut sent = Sent::new();
    loop {
        match session.next::<SubscribeInstances>().await? {
            Step::Subscribe(wanted) => {
                match subscribe(session.app(), session.caller(), &wanted).await {
                    Ok((feed, present)) => {
                        sent.clear();
                        session.follow(feed).await?;
                        for status in present {
                            report(&mut session, &mut sent, status).await?;
                        }
                    }
                    Err(error) => session.refuse(&error).await?,
                }
            }
            Step::Item(event) => {
                let Some(id) = event.instance_id else { continue };
                // The status as it is now, not as it was: a late reader is never shown a dead QR.
                match instances::status(session.app(), session.caller(), id).await {
                    Ok(status) => report(&mut session, &mut sent, status).await?,
                    // Deleted since.
                    Err(_) => drop(sent.remove(&id)),
                }
            }
        }
    }
}

async fn report(
    session: &mut Session<EventFeed>,
    sent: &mut Sent,
    status: InstanceStatus,
) -> Result<(), Gone> {
    let id = status.instance_id;
    let frame = StatusFrame::from(status);
    if sent.get(&id) == Some(&frame) {
        return Ok(());
    }
    session.send(&ServerMessage::Status(Box::new(frame.clone()))).await?;
    sent.insert(id, frame);
    Ok(())
}

/// The feed is opened before the present is read, so that no change falls between the two.
async fn subscribe(
    app: &App,
    caller: &Caller,
    wanted: &SubscribeInstances,
) -> Result<(EventFeed, Vec<InstanceStatus>), ApiError> {
    let ids = wanted.ids()?;
    let selection =
        EventSelection { types: vec!["instance.*".to_owned()], instance_ids: ids.clone() };
    let feed = events::subscribe(app, caller, selection, None).await?;
    let present = match ids {
        Some(ids) => each(app, caller, &ids).await?,
        None => all(app, caller).await?,
    };
    Ok((feed, present))
}

async fn each(
    app: &App,
    caller: &Caller,
    ids: &[InstanceId],
) -> Result<Vec<InstanceStatus>, ApiError> {
    let mut present = Vec::with_capacity(ids.len());
    for id in ids {
        present.push(instances::status(app, caller, *id).await?);
    }
    Ok(present)
}

async fn all(app: &App, caller: &Caller) -> Result<Vec<InstanceStatus>, ApiError> {
    let mut present = Vec::new();
    let mut request = PageRequest::first(PAGE);
    loop {
        let page = instances::list(app, caller, InstanceQuery::default(), request).await?;
        present.extend(page.items.into_iter().map(|details| details.status));
        match page.next {
            Some(next) => request.after = Some(next),
            None => return Ok(present),
        }
    }
}
