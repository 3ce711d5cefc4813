use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, ChannelInfo, instances};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The channels of this server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SupportedChannelsView {
    items: Vec<SupportedChannelView>,
}

/// A channel for instances.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SupportedChannelView {
    #[schema(example = "whatsapp-baileys")]
    id: &'static str,
    name: &'static str,
    description: &'static str,
    /// Needs a QR (or code) to be linked.
    requires_qr: bool,
    /// Can be linked through a web login.
    #[serde(rename = "supportsOAuth")]
    supports_oauth: bool,
    /// Its capabilities.
    #[schema(value_type = Vec<String>, example = json!(["sendText", "sendMedia"]))]
    capabilities: Vec<Value>,
    /// Characters in one text message.
    max_message_length: usize,
    /// Bytes in one file.
    max_file_size: u64,
}

impl From<ChannelInfo> for SupportedChannelView {
    fn from(info: ChannelInfo) -> Self {
        let can = info.capabilities.can.iter();
        Self {
            id: info.id.as_str(),
            name: info.name,
            description: info.description,
            requires_qr: info.requires_qr,
            supports_oauth: info.supports_oauth,
            capabilities: can.filter_map(|can| serde_json::to_value(can).ok()).collect(),
            max_message_length: info.capabilities.max_message_length,
            max_file_size: info.capabilities.max_file_size,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// List supported channels
#[utoipa::path(
    get,
    path = "/instances/supported-channels",
    tag = "instances",
    responses((status = 200, body = SupportedChannelsView))
)]
pub(crate) async fn list_supported_channels(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<SupportedChannelsView> {
    let channels = instances::supported_channels(&app, &caller)?;
    let items = channels.into_iter().map(SupportedChannelView::from).collect();
    Ok(Json(SupportedChannelsView { items }))
}
