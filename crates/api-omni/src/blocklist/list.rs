use super::views::BlockedContactView;
use crate::instances::InstancePath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_domain::page::Page;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// List blocked contacts
///
/// As the network reported them last, all in one page.
#[utoipa::path(
    get,
    path = "/instances/{id}/blocklist",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = ListView<BlockedContactView>))
)]
pub(crate) async fn list_blocklist(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<ListView<BlockedContactView>> {
    let items = account_state::blocklist(&app, &caller, path.id).await?;
    Ok(Json(ListView::of(Page { items, next: None }, BlockedContactView::from)))
}
