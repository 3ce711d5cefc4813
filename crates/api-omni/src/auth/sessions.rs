use super::views::SessionView;
use crate::shapes::{ListView, Reply, Success};
use axum::Json;
use axum::extract::State;
use omni_app::{App, sign_in};
use omni_domain::ids::UserSessionId;
use omni_http::{ApiPath, Auth, Endpoint, Failure, PageParams, PageQuery, Peer};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const BY_USERS: Endpoint =
    Endpoint::any_key().explains(&[(Failure::NotFound, "The request was made with an API key.")]);

pub(crate) const LIST: Endpoint = BY_USERS;
pub(crate) const END_ALL: Endpoint = BY_USERS;
pub(crate) const END: Endpoint = Endpoint::any_key().fails(&[Failure::NotFound]);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SessionPath {
    /// The session's id.
    #[param(value_type = Uuid)]
    id: UserSessionId,
}

/// Sessions have ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EndedSessionsView {
    #[schema(example = true)]
    success: bool,
    /// How many.
    #[schema(example = 3)]
    ended: u64,
}

/// List own sessions
///
/// Those of the user who makes the request, newest first.
#[utoipa::path(
    get,
    path = "/auth/sessions",
    tag = "auth",
    params(PageParams),
    responses((status = 200, body = ListView<SessionView>))
)]
pub(crate) async fn list_sessions(
    State(app): State<App>,
    Auth(caller): Auth,
    PageQuery(page): PageQuery,
) -> Reply<ListView<SessionView>> {
    let page = sign_in::list_sessions(&app, &caller, page).await?;
    Ok(Json(ListView::of(page, |session| SessionView::new(session, caller.session))))
}

/// End own sessions
///
/// All of the user who makes the request, that of the request included, at once on every node.
#[utoipa::path(
    delete,
    path = "/auth/sessions",
    tag = "auth",
    responses((status = 200, body = EndedSessionsView))
)]
pub(crate) async fn end_all_sessions(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
) -> Reply<EndedSessionsView> {
    let ended = sign_in::end_all_sessions(&app, &caller, &info.origin()).await?;
    Ok(Json(EndedSessionsView { success: true, ended }))
}

/// End own session
///
/// One of the user who makes the request, at once on every node.
#[utoipa::path(
    delete,
    path = "/auth/sessions/{id}",
    tag = "auth",
    params(SessionPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn end_session(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<SessionPath>,
) -> Reply<Success> {
    sign_in::end_session(&app, &caller, path.id, &info.origin()).await?;
    Ok(Success::reply())
}
