use super::ChatPath;
use super::views::MessageView;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state, media_processing, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// The messages that are pinned in a chat.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PinsView {
    /// The latest pin first.
    items: Vec<PinView>,
}

/// A pinned message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PinView {
    message: MessageView,
    /// The address of the account that pinned it.
    pinned_by: String,
    pinned_at: Time,
    /// Until when, if the channel reports it.
    expires_at: Option<Time>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// Get pinned messages
///
/// The messages that are pinned in a chat now, by anyone. Changes are the events `message.pinned`
/// and `message.unpinned`.
#[utoipa::path(
    get,
    path = "/instances/{id}/chats/{chatId}/pins",
    tag = "chats",
    params(ChatPath),
    responses((status = 200, body = PinsView))
)]
pub(crate) async fn list_chat_pins(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
) -> Reply<PinsView> {
    let pins = messages::pins(&app, &caller, path.id, &path.chat_id).await?;
    let files = pins.iter().filter(|(_, message)| message.content.media().is_some());
    let readings = media_processing::readings(&app, files.map(|(_, message)| message.id)).await?;
    let ids: Vec<_> = pins.iter().map(|(_, message)| message.id).collect();
    let starred = account_state::starred(&app, &ids).await?;
    let kept = messages::kept(&app, &ids).await?;
    let labels = account_state::labels_of_messages(&app, &ids).await?;
    let public_path = app.public_path();
    let items = pins.into_iter().map(|(pin, message)| PinView {
        message: MessageView::from(message)
            .with_readings(&readings)
            .with_star(&starred)
            .with_kept(&kept)
            .with_labels(&labels)
            .below(public_path),
        pinned_by: pin.by,
        pinned_at: pin.at.into(),
        expires_at: pin.expires_at.map(Time::from),
    });
    Ok(Json(PinsView { items: items.collect() }))
}
