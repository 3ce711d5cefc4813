mod frames;

use super::handshake::Handshake;
use super::link::Disconnected;
use super::protocol::SubscribeChats;
use super::session::{Session, Step};
use axum::extract::State;
use axum::response::Response;
use frames::{Included, frames};
use omni_app::App;
use omni_app::chats::{self, ChatFeed};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiPath, Endpoint, Failure};
use serde::Deserialize;
use std::convert::Infallible;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct ChatsPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    instance_id: InstanceId,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]).socket();

/// Chats stream
///
/// A WebSocket, authenticated as the event stream. Then:
///
/// `{"type":"subscribe","chatId":"…@s.whatsapp.net","includeTyping":true,"includePresence":true,"includeReadReceipts":true,"since":41}`
///
/// Without `chatId` the subscription includes every conversation; `chatId` may be an internal id or
/// an address. Messages are `message.new`, `message.status`, `message.edited`, `message.deleted`,
/// `media.processed`, and the requested ones: `chat.typing`, `chat.presence`, `chat.read`. A new message
/// has the members `forwarded`, `viewOnce`, `quoted`, `referral` and `sentBy` of `GET …/chats/{chatId}/messages` where it carries
/// them. Those of events in the log have their sequence number as `seq`; `since` resumes after it. The socket of a
/// slow client is closed with 1013.
#[utoipa::path(
    get,
    path = "/ws/chats/{instanceId}",
    tag = "realtime",
    params(ChatsPath),
    responses((status = 101, description = "Switched to the WebSocket protocol."))
)]
pub(crate) async fn stream_chats(
    State(app): State<App>,
    handshake: Handshake,
    ApiPath(path): ApiPath<ChatsPath>,
) -> Result<Response, ApiError> {
    if let Some(caller) = handshake.caller() {
        chats::check_follow(&app, caller, path.instance_id).await?;
    }
    let (upgrade, identity, options) = handshake.accept(Scope::MessagesRead)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        // The close code reports to the client why the stream ended.
        if let Ok(session) = Session::<ChatFeed>::open(app, socket, identity, options).await {
            let Err(Disconnected) = run(session, path.instance_id).await;
        }
    }))
}

async fn run(
    mut session: Session<ChatFeed>,
    instance: InstanceId,
) -> Result<Infallible, Disconnected> {
    let mut included = Included::default();
    loop {
        match session.next::<SubscribeChats>().await? {
            Step::Item(news) => {
                for frame in frames(&news, included) {
                    session.send(&frame).await?;
                }
            }
            Step::Subscribe(request) => {
                included = Included {
                    typing: request.include_typing,
                    presence: request.include_presence,
                    receipts: request.include_read_receipts,
                };
                let selection = request.into();
                match chats::follow(session.app(), session.caller(), instance, selection).await {
                    Ok(feed) => session.follow(feed).await?,
                    Err(error) => session.refuse(&error.into()).await?,
                }
            }
        }
    }
}
