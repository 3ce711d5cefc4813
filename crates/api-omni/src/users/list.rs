use super::UserView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint, PageParams, PageQuery};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersRead);

/// List users
///
/// Oldest first, disabled ones included.
#[utoipa::path(
    get,
    path = "/users",
    tag = "users",
    params(PageParams),
    responses((status = 200, body = ListView<UserView>))
)]
pub(crate) async fn list_users(
    State(app): State<App>,
    Auth(caller): Auth,
    PageQuery(page): PageQuery,
) -> Reply<ListView<UserView>> {
    let page = users::list(&app, &caller, page).await?;
    Ok(Json(ListView::of(page, UserView::from)))
}
