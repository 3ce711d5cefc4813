use super::views::PersonView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Auth, Endpoint, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonsQuery {
    /// Text in the name, e-mail or phone number, or in an account's name or address.
    search: Option<String>,
    /// Maximum number of rows.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
    /// `meta.cursor` of the previous page; opaque.
    cursor: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::PersonsRead);

/// Search persons
///
/// The most recently changed first.
#[utoipa::path(
    get,
    path = "/persons",
    tag = "persons",
    params(PersonsQuery),
    responses((status = 200, body = ListView<PersonView>))
)]
pub(crate) async fn list_persons(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<PersonsQuery>,
    PageQuery(page): PageQuery<20, 100>,
) -> Reply<ListView<PersonView>> {
    let page = persons::list(&app, &caller, query.search, page).await?;
    Ok(Json(ListView::of(page, PersonView::from)))
}
