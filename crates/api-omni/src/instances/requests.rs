use super::conversation::ConversationSettings;
use super::groups;
use super::network::{CallSettings, change};
use super::pacing::PacingSettings;
use super::settings::{AgentSettings, MediaSettings, MessagingSettings};
use omni_app::entity_tag::Precondition;
use omni_app::instances::{AgentChange, ConversationPatch, InstancePatch, NewInstance};
use omni_app::patch::Change;
use omni_app::{Error, Field};
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
    /// Its channel.
    #[schema(value_type = String, example = "whatsapp-baileys")]
    channel: ChannelType,
    /// The channel's own settings.
    #[schema(value_type = Option<Object>)]
    channel_config: Option<Map<String, Value>>,
    agent: Option<AgentSettings>,
    messaging: Option<MessagingSettings>,
    media: Option<MediaSettings>,
    conversation: Option<ConversationSettings>,
    pacing: Option<PacingSettings>,
    /// Which senders reach the agents when no access rule matches: `blocklist` (the default),
    /// `allowlist` or `disabled`.
    #[schema(value_type = Option<String>, example = "blocklist")]
    access_mode: Option<AccessMode>,
    calls: Option<CallSettings>,
    /// The proxy through which its network is reached: `http://` or `socks5://`, with a user name and
    /// password if it needs them. These are stored sealed and never returned.
    #[schema(write_only, example = "socks5://user:password@proxy.example:1080")]
    proxy: Option<String>,
}

impl TryFrom<CreateInstanceRequest> for NewInstance {
    type Error = Error;

    fn try_from(request: CreateInstanceRequest) -> Result<Self, Error> {
        Ok(Self {
            name: request.name,
            channel: request.channel,
            config: InstanceConfig {
                channel_config: request.channel_config.unwrap_or_default(),
                messaging: request.messaging.unwrap_or_default().into(),
                media: request.media.unwrap_or_default().into(),
                conversation: request.conversation.unwrap_or_default().into(),
                pacing: request.pacing.unwrap_or_default().into(),
                access_mode: request.access_mode.unwrap_or_default(),
                calls: request.calls.unwrap_or_default().into(),
                proxy: None,
            },
            agent: request.agent.unwrap_or_default().try_into()?,
            proxy: request.proxy,
        })
    }
}

/// Changes to an instance: only the given members change; `null` resets one to its default.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateInstanceRequest {
    /// Unique.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
    /// The channel's own settings.
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
    #[schema(value_type = Option<PacingSettings>)]
    pacing: Option<Map<String, Value>>,
    /// `blocklist`, `allowlist` or `disabled`.
    #[schema(value_type = Option<String>, example = "blocklist")]
    access_mode: Option<AccessMode>,
    #[schema(value_type = Option<CallSettings>)]
    calls: Option<Map<String, Value>>,
    /// Another proxy, or `null` for none. The connection is opened again at once.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, write_only)]
    proxy: Change<String>,
}

impl TryFrom<UpdateInstanceRequest> for InstancePatch {
    type Error = Error;

    fn try_from(request: UpdateInstanceRequest) -> Result<Self, Error> {
        let agent = request.agent.map(agent).transpose()?;
        let (messaging, reset) =
            groups::read::<MessagingSettings>(Field::Messaging, request.messaging)?;
        let messaging = messaging.into_patch(&reset);
        let (media, reset) = groups::read::<MediaSettings>(Field::InstanceMedia, request.media)?;
        let media = media.into_patch(&reset);
        let (pacing, reset) = groups::read::<PacingSettings>(Field::Pacing, request.pacing)?;
        let pacing = pacing.into_patch(&reset);
        let (calls, reset) = groups::read::<CallSettings>(Field::Calls, request.calls)?;
        let calls = calls.into_patch(&reset);
        Ok(Self {
            precondition: Precondition::None,
            name: request.name,
            channel_config: request.channel_config.map(members),
            agent,
            messaging,
            media,
            conversation: conversation(request.conversation)?,
            pacing,
            access_mode: request.access_mode,
            calls,
            proxy: request.proxy,
        })
    }
}

fn members(settings: Map<String, Value>) -> Vec<(String, Option<Value>)> {
    settings.into_iter().map(|(name, value)| (name, Some(value).filter(|v| !v.is_null()))).collect()
}

fn agent(members: Map<String, Value>) -> Result<AgentChange, Error> {
    let (given, reset) = groups::read::<AgentSettings>(Field::Agent, Some(members))?;
    Ok(AgentChange::Own(Box::new(given.into_patch(&reset)?)))
}

fn conversation(members: Option<Map<String, Value>>) -> Result<ConversationPatch, Error> {
    let mut members = members.unwrap_or_default();
    let filter = match members.get("replyFilter") {
        None | Some(Value::Null) => None,
        Some(_) => members.remove("replyFilter"),
    };
    let filter = filter.map(serde_json::from_value).transpose();
    let filter = filter.map_err(|error| Error::invalid(Field::Conversation, error.to_string()))?;
    let (given, reset) = groups::read::<ConversationSettings>(Field::Conversation, Some(members))?;
    Ok(given.into_patch(filter, &reset))
}
