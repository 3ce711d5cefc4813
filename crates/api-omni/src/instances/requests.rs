use super::conversation::ConversationSettings;
use super::settings::{AgentSettings, MediaSettings, MessagingSettings};
use omni_app::instances::{InstancePatch, NewInstance};
use omni_domain::instance::{ChannelType, InstanceConfig};
use omni_domain::rules::AccessMode;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A new instance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateInstanceRequest {
    /// Unique.
    #[schema(min_length = 1, max_length = 255, example = "support")]
    name: String,
    /// Its network.
    #[schema(value_type = String, example = "whatsapp-baileys")]
    channel: ChannelType,
    /// Settings of the channel's own.
    #[schema(value_type = Option<Object>)]
    channel_config: Option<Map<String, Value>>,
    agent: Option<AgentSettings>,
    messaging: Option<MessagingSettings>,
    media: Option<MediaSettings>,
    conversation: Option<ConversationSettings>,
    /// Who may talk to the agents when no access rule says so: `blocklist` (the default),
    /// `allowlist` or `disabled`.
    #[schema(value_type = Option<String>, example = "blocklist")]
    access_mode: Option<AccessMode>,
}

impl From<CreateInstanceRequest> for NewInstance {
    fn from(request: CreateInstanceRequest) -> Self {
        Self {
            name: request.name,
            channel: request.channel,
            config: InstanceConfig {
                channel_config: request.channel_config.unwrap_or_default(),
                agent: request.agent.unwrap_or_default().into(),
                messaging: request.messaging.unwrap_or_default().into(),
                media: request.media.unwrap_or_default().into(),
                conversation: request.conversation.unwrap_or_default().into(),
                access_mode: request.access_mode.unwrap_or_default(),
            },
        }
    }
}

/// Changes to an instance: only the members given change; `null` resets one to its default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateInstanceRequest {
    /// Unique.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
    /// Settings of the channel's own.
    #[schema(value_type = Option<Object>)]
    channel_config: Option<Map<String, Value>>,
    #[schema(value_type = Option<AgentSettings>)]
    agent: Option<Map<String, Value>>,
    #[schema(value_type = Option<MessagingSettings>)]
    messaging: Option<Map<String, Value>>,
    #[schema(value_type = Option<MediaSettings>)]
    media: Option<Map<String, Value>>,
    #[schema(value_type = Option<ConversationSettings>)]
    conversation: Option<Map<String, Value>>,
    /// `blocklist`, `allowlist` or `disabled`.
    #[schema(value_type = Option<String>, example = "blocklist")]
    access_mode: Option<AccessMode>,
}

impl From<UpdateInstanceRequest> for InstancePatch {
    fn from(request: UpdateInstanceRequest) -> Self {
        Self {
            name: request.name,
            channel_config: request.channel_config.map(Value::Object),
            agent: request.agent.map(Value::Object),
            messaging: request.messaging.map(Value::Object),
            media: request.media.map(Value::Object),
            conversation: request.conversation.map(Value::Object),
            access_mode: request.access_mode,
        }
    }
}
