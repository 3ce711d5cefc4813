use super::views::UserDetailsView;
use crate::shapes::{ListView, PageParams, Paged, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersRead);

/// List users
///
/// Oldest first, disabled ones included.
#[utoipa::path(
    get,
    path = "/auth/users",
    tag = "users",
    params(PageParams),
    responses((status = 200, body = ListView<UserDetailsView>))
)]
pub(crate) async fn list_users(
    State(app): State<App>,
    Auth(caller): Auth,
    Paged(page): Paged,
) -> Reply<ListView<UserDetailsView>> {
    let page = users::list(&app, &caller, page).await?;
    Ok(Json(ListView::of(page, UserDetailsView::from)))
}
