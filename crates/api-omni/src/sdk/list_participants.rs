use super::ChatIdPath;
use super::views::ParticipantView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_domain::page::Page;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// The participants of a chat, all of them: a group has a bounded number.
pub(super) async fn list_participants(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatIdPath>,
) -> Reply<ListView<ParticipantView>> {
    let items = chats::participants(&app, &caller, path.id).await?;
    Ok(Json(ListView::of(Page { items, next: None }, ParticipantView::from)))
}
