use super::ChatIdPath;
use crate::chats::ChatView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

pub(super) async fn get_chat(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatIdPath>,
) -> Reply<ChatView> {
    Ok(Json(chats::get(&app, &caller, path.id).await?.into()))
}
