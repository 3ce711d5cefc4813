use super::handshake::Handshake;
use super::link::Disconnected;
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
/// A WebSocket, authenticated as the event stream. Then:
///
/// `{"type":"subscribe","instances":["…"]}` or `["*"]`
///
/// sends the current status of each at once and every change from then on, as
/// `{"type":"status","instanceId","status","state","qr"}`.
#[utoipa::path(
    get,
    path = "/ws/instances",
    tag = "realtime",
    responses((status = 101, description = "Switched to the WebSocket protocol."))
)]
pub(crate) async fn stream_instances(
    State(app): State<App>,
    handshake: Handshake,
) -> Result<Response, ApiError> {
    let (upgrade, identity, options) = handshake.accept(Scope::InstancesRead)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        // The close code reports to the client why the stream ended.
        if let Ok(session) = Session::<EventFeed>::open(app, socket, identity, options).await {
            let Err(Disconnected) = run(session).await;
        }
    }))
}

/// The last status that was sent of each instance, so that an event that changes nothing sends
/// nothing.
type Sent = HashMap<InstanceId, StatusFrame>;

async fn run(mut session: Session<EventFeed>) -> Result<Infallible, Disconnected> {
    let mut sent = Sent::new();
    loop {
        match session.next::<SubscribeInstances>().await? {
            Step::Subscribe(selection) => {
                match subscribe(session.app(), session.caller(), &selection).await {
                    Ok((feed, current)) => {
                        sent.clear();
                        session.follow(feed).await?;
                        for status in current {
                            report(&mut session, &mut sent, status).await?;
                        }
                    }
                    Err(error) => session.refuse(&error).await?,
                }
            }
            Step::Item(event) => {
                let Some(id) = event.instance_id else { continue };
                // The current status, not the event's: a late client never receives an expired QR.
                match instances::status(session.app(), session.caller(), id).await {
                    Ok(status) => report(&mut session, &mut sent, status).await?,
                    // Deleted in the meantime.
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
) -> Result<(), Disconnected> {
    let id = status.instance_id;
    let frame = StatusFrame::from(status);
    if sent.get(&id) == Some(&frame) {
        return Ok(());
    }
    session.send(&ServerMessage::Status(Box::new(frame.clone()))).await?;
    sent.insert(id, frame);
    Ok(())
}

/// The feed is opened before the current status is read, so that no change is missed between the
/// two.
async fn subscribe(
    app: &App,
    caller: &Caller,
    selection: &SubscribeInstances,
) -> Result<(EventFeed, Vec<InstanceStatus>), ApiError> {
    let ids = selection.ids()?;
    let filter = EventSelection { types: vec!["instance.*".to_owned()], instance_ids: ids.clone() };
    let feed = events::subscribe(app, caller, filter, None).await?;
    let current = match ids {
        Some(ids) => each(app, caller, &ids).await?,
        None => all(app, caller).await?,
    };
    Ok((feed, current))
}

async fn each(
    app: &App,
    caller: &Caller,
    ids: &[InstanceId],
) -> Result<Vec<InstanceStatus>, ApiError> {
    let mut statuses = Vec::with_capacity(ids.len());
    for id in ids {
        statuses.push(instances::status(app, caller, *id).await?);
    }
    Ok(statuses)
}

async fn all(app: &App, caller: &Caller) -> Result<Vec<InstanceStatus>, ApiError> {
    let mut statuses = Vec::new();
    let mut request = PageRequest::first(PAGE);
    loop {
        let page = instances::list(app, caller, InstanceQuery::default(), request).await?;
        statuses.extend(page.items.into_iter().map(|details| details.status));
        match page.next {
            Some(next) => request.after = Some(next),
            None => return Ok(statuses),
        }
    }
}
