use super::list_cache::{Key, ListCache};
use super::status_name::states;
use super::views::InstanceView;
use crate::choices::ChannelChoice;
use crate::shapes::ListView;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use omni_app::instances::InstanceQuery;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_domain::instance::ChannelType;
use omni_http::{ApiError, ApiQuery, Auth, Endpoint, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct InstancesQuery {
    /// Only these channels; comma-separated or repeated.
    #[param(inline, value_type = Vec<ChannelChoice>, example = json!(["whatsapp-baileys"]))]
    channel: Vec<ChannelType>,
    /// Only in these states: `connected`, `connecting`, `disconnected`, `error`, or a finer one.
    status: Vec<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

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
    Extension(cache): Extension<ListCache>,
    Auth(caller): Auth,
    RawQuery(raw): RawQuery,
    ApiQuery(query): ApiQuery<InstancesQuery>,
    PageQuery(page): PageQuery,
) -> Result<Response, ApiError> {
    omni_app::authorization::require(&caller, Scope::InstancesRead)?;
    let key = Key::new(&caller, raw.as_deref());
    if let Some(body) = cache.get(&app, &key) {
        return Ok(json(body));
    }
    let version = app.sessions.version();
    let query = InstanceQuery { channels: query.channel, states: states(&query.status)? };
    let page = instances::list(&app, &caller, query, page).await?;
    let view = ListView::of(page, InstanceView::from);
    let body = Bytes::from(serde_json::to_vec(&view).map_err(omni_app::Error::internal)?);
    cache.put(key, version, body.clone());
    Ok(json(body))
}

fn json(body: Bytes) -> Response {
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}
