use super::views::UserDetailsView;
use crate::shapes::{DatabaseList, ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Auth, Endpoint};

const PAGES: DatabaseList = DatabaseList("users");

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
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<UserDetailsView>> {
    let page = PAGES.request(&params)?;
    let page = users::list(&app, &caller, page).await?;
    Ok(Json(PAGES.page(page, UserDetailsView::from)))
}
