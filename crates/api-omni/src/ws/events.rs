use super::handshake::Handshake;
use super::link::Disconnected;
use super::protocol::{ServerMessage, SubscribeEvents};
use super::session::{Session, Step};
use axum::extract::State;
use axum::response::Response;
use omni_app::events::{self, EventFeed, EventSelection};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_http::{ApiError, Endpoint};
use std::convert::Infallible;

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::EventsRead).socket();

/// Event stream
///
/// A WebSocket. The key is sent in a header, as `?api_key=`, or in a first message
/// `{"type":"auth","apiKey":"…"}` within 10 seconds. Then:
///
/// `{"type":"subscribe","channels":["message.received"],"filters":{"instanceId":"…"},"since":41}`
///
/// `channels` are event types, `message.*` or `*`; `since` resumes after that `seq`. Each event
/// arrives as `{"type":"event","event":{"type","payload","id","seq","timestamp","instanceId"}}`. A
/// new `subscribe` replaces the previous one; `unsubscribe` ends it. Errors are
/// `{"type":"error","error":{"code","message"}}`. The socket of a slow client is closed with 1013.
#[utoipa::path(
    get,
    path = "/ws/events",
    tag = "realtime",
    responses((status = 101, description = "Switched to the WebSocket protocol."))
)]
pub(crate) async fn stream_events(
    State(app): State<App>,
    handshake: Handshake,
) -> Result<Response, ApiError> {
    let (upgrade, identity, options) = handshake.accept(Scope::EventsRead)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        // The close code reports to the client why the stream ended.
        if let Ok(session) = Session::<EventFeed>::open(app, socket, identity, options).await {
            let Err(Disconnected) = run(session).await;
        }
    }))
}

async fn run(mut session: Session<EventFeed>) -> Result<Infallible, Disconnected> {
    loop {
        match session.next::<SubscribeEvents>().await? {
            Step::Item(event) => session.send(&ServerMessage::from(event.as_ref())).await?,
            Step::Subscribe(selection) => {
                match subscribe(session.app(), session.caller(), &selection).await {
                    Ok(feed) => session.follow(feed).await?,
                    Err(error) => session.refuse(&error).await?,
                }
            }
        }
    }
}

async fn subscribe(
    app: &App,
    caller: &Caller,
    selection: &SubscribeEvents,
) -> Result<EventFeed, ApiError> {
    selection.check_channels()?;
    let filter = EventSelection {
        types: selection.channels.clone(),
        instance_ids: selection.instance_ids()?,
    };
    Ok(events::subscribe(app, caller, filter, selection.since).await?)
}
