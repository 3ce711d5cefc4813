use super::handshake::Handshake;
use super::link::Gone;
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
/// A WebSocket. The key comes in a header, as `?api_key=`, or in a first message
/// `{"type":"auth","apiKey":"…"}` within 10 seconds. Then:
///
/// `{"type":"subscribe","channels":["message.received"],"filters":{"instanceId":"…"},"since":41}`
///
/// `channels` are event types, `message.*` or `*`; `since` resumes after that `seq`. Each event
/// arrives as `{"type":"event","event":{"type","payload","id","seq","timestamp","instanceId"}}`.
/// A new `subscribe` replaces the one before; `unsubscribe` ends it. Mistakes answer
/// `{"type":"error","error":{"code","message"}}`. A reader too slow is closed with 1013.
#[utoipa::path(
    get,
    path = "/ws/events",
    tag = "realtime",
    responses((status = 101, description = "It is a WebSocket now."))
)]
pub(crate) async fn stream_events(
    State(app): State<App>,
    handshake: Handshake,
) -> Result<Response, ApiError> {
    let (upgrade, identity, options) = handshake.accept(Scope::EventsRead)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        // The client learns from the close code how it ended.
        if let Ok(session) = Session::<EventFeed>::open(app, socket, identity, options).await {
            let Err(Gone) = run(session).await;
        }
    }))
}

async fn run(mut session: Session<EventFeed>) -> Result<Infallible, Gone> {
    loop {
        match session.next::<SubscribeEvents>().await? {
            Step::Item(event) => session.send(&ServerMessage::from(event.as_ref())).await?,
            Step::Subscribe(wanted) => {
                match subscribe(session.app(), session.caller(), &wanted).await {
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
    wanted: &SubscribeEvents,
) -> Result<EventFeed, ApiError> {
    wanted.check_channels()?;
    let selection =
        EventSelection { types: wanted.channels.clone(), instance_ids: wanted.instance_ids()? };
    Ok(events::subscribe(app, caller, selection, wanted.since).await?)
}
