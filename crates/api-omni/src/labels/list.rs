use super::views::LabelView;
use crate::instances::InstancePath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_domain::page::Page;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List labels
///
/// All of them, in one page.
#[utoipa::path(
    get,
    path = "/instances/{id}/labels",
    tag = "labels",
    params(InstancePath),
    responses((status = 200, body = ListView<LabelView>))
)]
pub(crate) async fn list_labels(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<ListView<LabelView>> {
    let items = account_state::labels(&app, &caller, path.id).await?;
    Ok(Json(ListView::of(Page { items, next: None }, LabelView::from)))
}
