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

/// A search for stored sessions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DiscoverRequest {
    #[schema(value_type = String, example = "whatsapp-baileys")]
    channel: ChannelType,
    /// Not read: sessions are stored in this server's database, not in a folder. `note` states
    /// this.
    auth_path: Option<String>,
}

/// The sessions that were found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiscoveredView {
    items: Vec<DiscoveredSessionView>,
    /// States that `authPath` was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

/// A stored session that no active instance uses.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DiscoveredSessionView {
    /// The instance's id under which it is stored.
    session_id: Uuid,
    /// With country code, digits only.
    #[schema(example = "5511999998888")]
    phone: String,
    /// The account's profile name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Always false: connected sessions belong to active instances.
    connected: bool,
    /// When it was last connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<Time>,
    /// The inactive instance that it belongs to; absent if that is deleted.
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
/// Linked accounts that are stored here and that no active instance uses: those of inactive
/// instances and of deleted ones. `connect` uses the former again.
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
        |_| "authPath was not read: sessions are stored in this server's database, not in a folder",
    );
    let items = found.into_iter().map(DiscoveredSessionView::from).collect();
    Ok(Json(DiscoveredView { items, note }))
}
