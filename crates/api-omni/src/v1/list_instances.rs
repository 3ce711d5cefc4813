use super::views::V1InstanceView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::instances::InstanceQuery;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint, PageParams, PageQuery};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// List instances (v1)
///
/// As `GET /api/v2/instances`, each with the names that the first version gave its members.
#[utoipa::path(
    get,
    path = "/instances",
    tag = "v1",
    params(PageParams),
    responses((status = 200, body = ListView<V1InstanceView>))
)]
pub(crate) async fn list_instances_v1(
    State(app): State<App>,
    Auth(caller): Auth,
    PageQuery(page): PageQuery<100, 100>,
) -> Reply<ListView<V1InstanceView>> {
    let page = instances::list(&app, &caller, InstanceQuery::default(), page).await?;
    Ok(Json(ListView::of(page, V1InstanceView::from)))
}
