use super::MessageIdPath;
use crate::chats::MessageView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state, media_processing, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

pub(super) async fn get_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<MessageIdPath>,
) -> Reply<MessageView> {
    let mut message = messages::get(&app, &caller, Scope::MessagesRead, path.id).await?;
    messages::name_senders(&app, std::slice::from_mut(&mut message)).await?;
    let file = message.content.media().map(|_| message.id);
    let readings = media_processing::readings(&app, file).await?;
    let starred = account_state::starred(&app, &[message.id]).await?;
    let kept = messages::kept(&app, &[message.id]).await?;
    let labels = account_state::labels_of_messages(&app, &[message.id]).await?;
    let view = MessageView::from(message)
        .with_readings(&readings)
        .with_star(&starred)
        .with_kept(&kept)
        .with_labels(&labels);
    Ok(Json(view.below(app.public_path())))
}
