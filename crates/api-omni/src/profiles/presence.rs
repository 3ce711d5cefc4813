use super::{ASKED, EXPLAINED, PersonPath};
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::profiles::SeenPresence;
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether a person is online.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NetworkPresenceView {
    #[schema(example = "5511999998888@s.whatsapp.net")]
    platform_user_id: String,
    /// Online now; null if the network does not report it, because the person hides it.
    online: Option<bool>,
    /// Last online, if the person shows it.
    last_seen_at: Option<Time>,
}

impl From<SeenPresence> for NetworkPresenceView {
    fn from(seen: SeenPresence) -> Self {
        Self {
            online: seen.is_online(),
            last_seen_at: seen.last_seen().map(Time),
            platform_user_id: seen.platform_user_id,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(ASKED).explains(EXPLAINED);

/// Get presence
///
/// Subscribes to a person's presence and waits some seconds for what the network reports. From then on
/// changes are the events `presence.online` and `presence.offline`, until the instance reconnects.
#[utoipa::path(
    get,
    path = "/instances/{id}/profile/{platformUserId}/presence",
    tag = "instances",
    params(PersonPath),
    responses(
        (status = 200, body = NetworkPresenceView)
    )
)]
pub(crate) async fn get_network_presence(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
) -> Reply<NetworkPresenceView> {
    let seen = profiles::presence(&app, &caller, path.id, &path.platform_user_id).await?;
    Ok(Json(seen.into()))
}
