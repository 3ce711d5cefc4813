use super::views::V1UserView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Auth, Endpoint, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct UsersQuery {
    /// A part of a name, number, e-mail or address.
    search: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::PersonsRead);

/// List users (v1)
///
/// As `GET /api/v2/persons`, under the first version's names.
#[utoipa::path(
    get,
    path = "/users",
    tag = "v1",
    params(UsersQuery, PageParams),
    responses((status = 200, body = ListView<V1UserView>))
)]
pub(crate) async fn list_users_v1(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<UsersQuery>,
    PageQuery(page): PageQuery<100, 100>,
) -> Reply<ListView<V1UserView>> {
    let page = persons::list(&app, &caller, query.search, page).await?;
    Ok(Json(ListView::of(page, V1UserView::from)))
}
