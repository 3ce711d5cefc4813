mod frames;

use super::handshake::Handshake;
use super::link::Gone;
use super::protocol::SubscribeChats;
use super::session::{Session, Step};
use axum::extract::State;
use axum::response::Response;
use frames::{Wanted, frames};
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
/// A WebSocket; the key comes as for the event stream. Then:
///
/// `{"type":"subscribe","chatId":"…@s.whatsapp.net","includeTyping":true,"includePresence":true,"includeReadReceipts":true,"since":41}`
///
/// Without `chatId` it is every conversation; `chatId` may be our id or an address. Messages are
/// `message.new`, `message.status`, `message.edited`, `message.deleted`, `media.processed`, and
/// those asked for: `chat.typing`, `chat.presence`, `chat.read`. Each that has a place in the log
/// carries it as `seq`; `since` resumes after it. A reader too slow is closed with 1013.
#[utoipa::path(
    get,
    path = "/ws/chats/{instanceId}",
    tag = "realtime",
    params(ChatsPath),
    responses((status = 101, description = "It is a WebSocket now."))
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
        // The client learns from the close code how it ended.
        if let Ok(session) = Session::<ChatFeed>::open(app, socket, identity, options).await {
            let Err(Gone) = run(session, path.instance_id).await;
        }
    }))
}

async fn run(mut session: Session<ChatFeed>, instance: InstanceId) -> Result<Infallible, Gone> {
    let mut wanted = Wanted::default();
    loop {
        match session.next::<SubscribeChats>().await? {
            Step::Item(news) => {
                for frame in frames(&news, wanted) {
                    session.send(&frame).await?;
                }
            }
            Step::Subscribe(request) => {
                wanted = Wanted {
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
