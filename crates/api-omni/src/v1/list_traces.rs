use super::views::V1TraceView;
use crate::events::{EventView, EventsQuery};
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, events, instances};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiQuery, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct TracesQuery {
    /// Only this instance, by its name.
    instance_name: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::EventsRead).fails(&[Failure::NotFound]);

/// List traces (v1)
///
/// As `GET /api/v2/events`, with its filters, under the first version's names.
#[utoipa::path(
    get,
    path = "/traces",
    tag = "v1",
    params(TracesQuery, EventsQuery, PageParams),
    responses((status = 200, body = ListView<V1TraceView>))
)]
pub(crate) async fn list_traces_v1(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(by_name): ApiQuery<TracesQuery>,
    ApiQuery(query): ApiQuery<EventsQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<V1TraceView>> {
    let mut query = events::EventQuery::from(query);
    if let Some(name) = by_name.instance_name {
        let instance = instances::resolve_name(&app, &caller, Scope::EventsRead, &name).await?;
        query.instance_id = Some(instance.id);
    }
    let list = events::list(&app, &caller, query, page).await?;
    let ids: BTreeSet<InstanceId> =
        list.page.items.iter().filter_map(|event| event.instance_id).collect();
    let names = instances::names(&app, &caller, ids).await?;
    let total = list.total;
    let page = ListView::of(list.page, |event| {
        let name = event.instance_id.and_then(|id| names.get(&id).cloned());
        V1TraceView::new(&EventView::from(event), name)
    });
    Ok(Json(page.counted(total)))
}
