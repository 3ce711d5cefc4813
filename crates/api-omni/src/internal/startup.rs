use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::system::{self, ChannelStartup};
use omni_domain::ids::InstanceId;
use omni_http::{Access, Endpoint, Local};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Which channels are needed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChannelStartupView {
    /// Whether WhatsApp is needed; the name is the first Omni's.
    evolution_needed: bool,
    evolution_reason: String,
    discord_needed: bool,
    discord_reason: String,
    /// Ids of the WhatsApp instances that are to be connected.
    whatsapp_instances: Vec<Uuid>,
    /// Ids of the Discord instances that are to be connected.
    discord_instances: Vec<Uuid>,
}

impl From<ChannelStartup> for ChannelStartupView {
    fn from(startup: ChannelStartup) -> Self {
        let reason = |name: &str, count: usize| match count {
            0 => format!("no {name} instance is to be connected"),
            1 => format!("1 {name} instance is to be connected"),
            count => format!("{count} {name} instances are to be connected"),
        };
        let ids = |ids: Vec<InstanceId>| ids.into_iter().map(InstanceId::uuid).collect();
        Self {
            evolution_needed: !startup.whatsapp.is_empty(),
            evolution_reason: reason("WhatsApp", startup.whatsapp.len()),
            discord_needed: !startup.discord.is_empty(),
            discord_reason: reason("Discord", startup.discord.len()),
            whatsapp_instances: ids(startup.whatsapp),
            discord_instances: ids(startup.discord),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::new(Access::Local);

/// Get channel startup info
///
/// Accepts only requests from this machine, over its loopback address.
#[utoipa::path(
    get,
    path = "/_internal/channel-startup-info",
    tag = "internal",
    responses(
        (status = 200, body = ChannelStartupView)
    )
)]
pub(crate) async fn get_channel_startup_info(
    State(app): State<App>,
    _: Local,
) -> Reply<ChannelStartupView> {
    Ok(Json(system::channel_startup(&app).await?.into()))
}
