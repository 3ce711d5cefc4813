use super::views::DeadLetterView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, dead_letters};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint, PageParams, PageQuery};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin);

/// List dead letters
///
/// Jobs that were given up, newest first.
#[utoipa::path(
    get,
    path = "/dead-letters",
    tag = "dead-letters",
    params(PageParams),
    responses((status = 200, body = ListView<DeadLetterView>))
)]
pub(crate) async fn list_dead_letters(
    State(app): State<App>,
    Auth(caller): Auth,
    PageQuery(page): PageQuery,
) -> Reply<ListView<DeadLetterView>> {
    let page = dead_letters::list(&app, &caller, page).await?;
    Ok(Json(ListView::of(page, DeadLetterView::from)))
}
