use super::conversation::ConversationView;
use super::network::{CallsView, ProxyView};
use super::pacing::PacingView;
use super::status_name::status_name;
use crate::shapes::Time;
use omni_app::agents::AgentDetails;
use omni_app::instances::{InstanceDetails, InstanceStatus};
use omni_domain::agent::AgentConfig;
use omni_domain::instance::{ConnectionState, MediaConfig, MessagingConfig};
use omni_domain::pacing::{Ban, Restriction};
use omni_domain::provider::ProviderKind;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// A connected number or bot.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InstanceView {
    id: Uuid,
    #[schema(example = "support")]
    name: String,
    #[schema(example = "whatsapp-baileys")]
    channel: &'static str,
    #[schema(value_type = Object)]
    channel_config: Map<String, Value>,
    agent: AgentView,
    messaging: MessagingView,
    media: MediaView,
    conversation: ConversationView,
    pacing: PacingView,
    /// Which senders reach the agents when no access rule matches.
    #[schema(example = "blocklist")]
    access_mode: &'static str,
    calls: CallsView,
    proxy: Option<ProxyView>,
    /// `connected`, `connecting`, `disconnected` or `error`.
    #[schema(example = "connected")]
    status: &'static str,
    /// The exact state: also `awaiting_pairing`, `passkey_required`, `reconnecting`,
    /// `logged_out`.
    #[schema(example = "connected")]
    state: &'static str,
    /// Why it is in this state, and what to do.
    state_message: Option<String>,
    /// The time since which it is in this state.
    state_since: Time,
    /// The network does not let the account begin conversations for now; replies are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    restriction: Option<RestrictionView>,
    /// The network suspends the account for now; the instance connects again afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    ban: Option<RestrictionView>,
    /// Whether it has an account and should be connected: true from the first connection until it is
    /// disconnected or logged out, also while it reconnects; survives restarts.
    is_active: bool,
    /// The account's profile name.
    profile_name: Option<String>,
    /// The account's address.
    owner_identifier: Option<String>,
    last_message_at: Option<Time>,
    /// The time since which it is connected.
    connected_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
}

/// Whether an account is linked: an instance whose QR is still to be scanned is not active.
const fn is_linked(state: ConnectionState, owner: Option<&str>) -> bool {
    owner.is_some()
        && !matches!(
            state,
            ConnectionState::AwaitingPairing
                | ConnectionState::PasskeyRequired
                | ConnectionState::LoggedOut
        )
}

impl From<InstanceDetails> for InstanceView {
    fn from(details: InstanceDetails) -> Self {
        let InstanceDetails { instance, agent, status, .. } = details;
        let owner = status.owner_id.or(instance.owner_id);
        Self {
            id: instance.id.uuid(),
            name: instance.name,
            channel: instance.channel.as_str(),
            channel_config: instance.config.channel_config,
            agent: agent.into(),
            messaging: instance.config.messaging.into(),
            media: instance.config.media.into(),
            conversation: instance.config.conversation.into(),
            pacing: instance.config.pacing.into(),
            access_mode: instance.config.access_mode.as_str(),
            calls: instance.config.calls.into(),
            proxy: instance.config.proxy.map(Into::into),
            status: status_name(status.state),
            state: status.state.as_str(),
            state_message: status.message,
            state_since: status.since.into(),
            restriction: status.restriction.map(RestrictionView::from),
            ban: status.ban.map(RestrictionView::from),
            is_active: instance.wanted && is_linked(status.state, owner.as_deref()),
            profile_name: status.profile_name.or(instance.profile_name),
            owner_identifier: owner,
            last_message_at: instance.last_message_at.map(Time),
            connected_at: status.connected_at.map(Time),
            created_at: instance.created_at.into(),
            updated_at: instance.updated_at.into(),
        }
    }
}

/// The agent that answers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AgentView {
    provider_id: Option<String>,
    #[serde(rename = "type")]
    agent_type: Option<&'static str>,
    api_url: Option<String>,
    /// Whether a key is set. The key itself is never returned.
    has_api_key: bool,
    agent_id: Option<String>,
    prompt: Option<String>,
    /// Milliseconds.
    timeout: u64,
    streaming: bool,
}

impl From<Option<AgentDetails>> for AgentView {
    fn from(details: Option<AgentDetails>) -> Self {
        let has_api_key = details.as_ref().is_some_and(|details| details.has_api_key);
        let config = details.map(|details| details.agent.config).unwrap_or_default();
        Self {
            provider_id: config.provider_id.map(|id| id.to_string()),
            agent_type: config.kind.map(ProviderKind::as_str),
            api_url: config.api_url,
            has_api_key,
            agent_id: config.remote_id,
            prompt: config.prompt,
            timeout: config.timeout_ms.unwrap_or(AgentConfig::DEFAULT_TIMEOUT_MS),
            streaming: config.streaming,
        }
    }
}

/// How messages are gathered and answers split. Times in milliseconds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MessagingView {
    debounce_mode: &'static str,
    debounce_ms: u64,
    debounce_min_ms: u64,
    debounce_max_ms: u64,
    enable_auto_split: bool,
    split_delay_min_ms: u64,
    split_delay_max_ms: u64,
    username_prefix: bool,
    link_previews: bool,
}

impl From<MessagingConfig> for MessagingView {
    fn from(config: MessagingConfig) -> Self {
        Self {
            debounce_mode: config.debounce_mode.as_str(),
            debounce_ms: config.debounce_ms,
            debounce_min_ms: config.debounce_min_ms,
            debounce_max_ms: config.debounce_max_ms,
            enable_auto_split: config.enable_auto_split,
            split_delay_min_ms: config.split_delay_min_ms,
            split_delay_max_ms: config.split_delay_max_ms,
            username_prefix: config.username_prefix,
            link_previews: config.link_previews,
        }
    }
}

/// The processing of received media.
#[expect(clippy::struct_excessive_bools, reason = "the specification's shape: five flags")]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MediaView {
    process_audio: bool,
    process_images: bool,
    process_video: bool,
    process_documents: bool,
    process_on_blocked: bool,
}

impl From<MediaConfig> for MediaView {
    fn from(config: MediaConfig) -> Self {
        Self {
            process_audio: config.process_audio,
            process_images: config.process_images,
            process_video: config.process_video,
            process_documents: config.process_documents,
            process_on_blocked: config.process_on_blocked,
        }
    }
}

/// The status of an instance's connection.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionStatusView {
    instance_id: Uuid,
    /// `connected`, `connecting`, `disconnected` or `error`.
    #[schema(example = "connecting")]
    status: &'static str,
    /// The exact state: also `awaiting_pairing`, `passkey_required`, `reconnecting`,
    /// `logged_out`.
    #[schema(example = "awaiting_pairing")]
    state: &'static str,
    /// Connected, according to the network's frames and pongs.
    is_connected: bool,
    /// The time since which it is in this state.
    since: Time,
    connected_at: Option<Time>,
    /// Why, and what to do.
    message: Option<String>,
    /// Equal to `message`, where the status is `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    profile_name: Option<String>,
    owner_identifier: Option<String>,
    /// The QR's text, while it can be scanned; `GET …/qr` has the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    qr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qr_expires_at: Option<Time>,
    /// The code to enter on the phone, if one was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pairing_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairing_code_expires_at: Option<Time>,
    /// The network does not let the account begin conversations for now; replies are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    restriction: Option<RestrictionView>,
    /// The network suspends the account for now; the instance connects again afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    ban: Option<RestrictionView>,
    evidence: EvidenceView,
}

/// What the network forbids the account for some time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RestrictionView {
    /// `RESTRICTED`; of a ban, the network's own code of the reason.
    #[schema(example = "RESTRICTED")]
    code: String,
    /// What is forbidden, and what to do.
    message: String,
    /// When it was noticed.
    since: Time,
    /// When it ends.
    until: Time,
}

impl From<Restriction> for RestrictionView {
    fn from(restriction: Restriction) -> Self {
        Self {
            code: Restriction::CODE.to_owned(),
            message: restriction.message,
            since: restriction.since.into(),
            until: restriction.until.into(),
        }
    }
}

impl From<Ban> for RestrictionView {
    fn from(ban: Ban) -> Self {
        Self {
            code: ban.code,
            message: ban.message,
            since: ban.since.into(),
            until: ban.until.into(),
        }
    }
}

/// The evidence that the connection is alive.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EvidenceView {
    /// When the current socket was opened.
    socket_since: Option<Time>,
    last_frame_at: Option<Time>,
    last_pong_at: Option<Time>,
    last_receipt_at: Option<Time>,
    /// Attempts since the last success.
    failed_attempts: u32,
}

impl From<InstanceStatus> for ConnectionStatusView {
    fn from(status: InstanceStatus) -> Self {
        let name = status_name(status.state);
        let evidence = EvidenceView {
            socket_since: status.evidence.socket_since.map(Time),
            last_frame_at: status.evidence.last_frame.map(Time),
            last_pong_at: status.evidence.last_pong.map(Time),
            last_receipt_at: status.evidence.last_receipt.map(Time),
            failed_attempts: status.evidence.failed_attempts,
        };
        Self {
            instance_id: status.instance_id.uuid(),
            status: name,
            state: status.state.as_str(),
            is_connected: status.connected,
            since: status.since.into(),
            connected_at: status.connected_at.map(Time),
            error: status.message.clone().filter(|_| name == "error"),
            message: status.message,
            profile_name: status.profile_name,
            owner_identifier: status.owner_id,
            qr_expires_at: status.qr.as_ref().map(|qr| Time(qr.expires_at)),
            qr: status.qr.map(|qr| qr.code),
            pairing_code_expires_at: status.pairing_code.as_ref().map(|code| Time(code.expires_at)),
            pairing_code: status.pairing_code.map(|code| code.code),
            restriction: status.restriction.map(RestrictionView::from),
            ban: status.ban.map(RestrictionView::from),
            evidence,
        }
    }
}
