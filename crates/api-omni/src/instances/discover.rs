use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::instances::DiscoveredSession;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_domain::instance::ChannelType;
use omni_http::{ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Where to look.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DiscoverRequest {
    #[schema(value_type = String, example = "whatsapp-baileys")]
    channel: ChannelType,
    /// Not read: sessions are kept in this server's database, not in a folder. `note` says so.
    auth_path: Option<String>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiscoveredView {
    items: Vec<DiscoveredSessionView>,
    /// What became of `authPath`.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

/// A stored session that belongs to no live instance.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DiscoveredSessionView {
    /// The instance's id under which it is stored.
    session_id: Uuid,
    /// With country code, digits only.
    #[schema(example = "5511999998888")]
    phone: String,
    /// The account's own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Always false: what is connected belongs to a live instance.
    connected: bool,
    /// When it was last connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<Time>,
    /// The switched-off instance that it belongs to; absent if that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_name: Option<String>,
}

impl From<DiscoveredSession> for DiscoveredSessionView {
    fn from(found: DiscoveredSession) -> Self {
        Self {
            session_id: found.id.uuid(),
            phone: found.phone,
            name: found.name,
            connected: false,
            last_seen: found.last_seen.map(Time),
            instance_name: found.instance_name,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead)
    .fails(&[Failure::NotSupported, Failure::ChannelUnavailable]);

/// Discover existing sessions
///
/// Linked accounts that are stored here and that no live instance uses: of instances that are
/// switched off, and of instances that are gone. `connect` makes use of the former again.
#[utoipa::path(
    post,
    path = "/instances/discover",
    tag = "instances",
    request_body = DiscoverRequest,
    responses((status = 200, body = DiscoveredView))
)]
pub(crate) async fn discover_sessions(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<DiscoverRequest>,
) -> Reply<DiscoveredView> {
    let found = instances::discover(&app, &caller, body.channel).await?;
    let note = body.auth_path.map(
        |_| "authPath was not read: sessions are kept in this server's database, not in a folder",
    );
    let items = found.into_iter().map(DiscoveredSessionView::from).collect();
    Ok(Json(DiscoveredView { items, note }))
}
