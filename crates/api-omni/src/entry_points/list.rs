use super::views::EntryPointView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, entry_points};
use omni_domain::access::Scope;
use omni_domain::page::Page;
use omni_http::{Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsRead);

/// List entry points
///
/// All of them, by name, in one page.
#[utoipa::path(
    get,
    path = "/entry-points",
    tag = "entry-points",
    responses((status = 200, body = ListView<EntryPointView>))
)]
pub(crate) async fn list_entry_points(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<ListView<EntryPointView>> {
    let items = entry_points::list(&app, &caller).await?;
    Ok(Json(ListView::of(Page { items, next: None }, EntryPointView::from)))
}
