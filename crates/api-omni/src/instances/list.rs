use super::views::InstanceView;
use super::words::states;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::instances::InstanceQuery;
use omni_app::{App, instances};
use omni_domain::instance::ChannelType;
use omni_http::{ApiQuery, Auth, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct InstancesQuery {
    /// Only these networks; comma-separated or repeated.
    #[param(value_type = Vec<String>, example = json!(["whatsapp-baileys"]))]
    channel: Vec<ChannelType>,
    /// Only in these states: `connected`, `connecting`, `disconnected`, `error`, or a finer one.
    status: Vec<String>,
}

/// List instances
#[utoipa::path(
    get,
    path = "/instances",
    tag = "instances",
    params(InstancesQuery, PageParams),
    responses((status = 200, body = ListView<InstanceView>))
)]
pub(crate) async fn list_instances(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<InstancesQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<InstanceView>> {
    let query = InstanceQuery { channels: query.channel, states: states(&query.status)? };
    let page = instances::list(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, InstanceView::from)))
}
