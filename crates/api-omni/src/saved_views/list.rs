use super::OF_A_KEY;
use super::views::SavedViewView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, views};
use omni_domain::access::Scope;
use omni_domain::page::Page;
use omni_http::{Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead).explains(&[OF_A_KEY]);

/// List views
///
/// All views of the inbox that the signed-in user keeps, in their order, in one page.
#[utoipa::path(
    get,
    path = "/views",
    tag = "views",
    responses((status = 200, body = ListView<SavedViewView>))
)]
pub(crate) async fn list_views(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<ListView<SavedViewView>> {
    let items = views::list(&app, &caller).await?;
    Ok(Json(ListView::of(Page { items, next: None }, SavedViewView::from)))
}
