//! Instances: connected numbers and bots, and their settings.

use crate::agent::AgentRef;
use crate::clock::Timestamp;
use crate::conversation_settings::ConversationConfig;
use crate::ids::{InstanceId, TenantId};
use crate::pacing::PacingConfig;
use crate::proxy::InstanceProxy;
use crate::rules::AccessMode;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The networks an instance can be on.
    pub enum ChannelType {
        /// A linked device of a phone. The name is that of the API; the client here is not Baileys.
        WhatsappBaileys = "whatsapp-baileys",
        /// The official business API.
        WhatsappCloud = "whatsapp-cloud",
        /// A Discord bot.
        Discord = "discord",
        /// No network: programs write through this server's own API.
        Api = "api",
    }
}

text_enum! {
    /// The state of an instance's connection, by evidence (last frame, last pong), never assumed.
    pub enum ConnectionState {
        /// Not wanted, or ended permanently.
        Disconnected = "disconnected",
        /// Connecting, or in the handshake.
        Connecting = "connecting",
        /// Waiting for a person to scan the QR or enter the pairing code.
        AwaitingPairing = "awaiting_pairing",
        /// Waiting for a passkey of the account, which protects it against new links.
        PasskeyRequired = "passkey_required",
        /// Connected, by frames and pongs.
        Connected = "connected",
        /// The connection was lost or failed; waiting for the next attempt.
        Reconnecting = "reconnecting",
        /// The phone removed the session; a new pairing is needed.
        LoggedOut = "logged_out",
        /// Cannot continue without a person.
        Error = "error",
    }
}

text_enum! {
    /// How messages are gathered before the agent is asked.
    pub enum DebounceMode {
        /// Each message at once.
        Disabled = "disabled",
        /// After a fixed quiet time.
        Fixed = "fixed",
        /// After a random quiet time between two bounds.
        Randomized = "randomized",
    }
}

/// How messages are gathered and replies split. Times in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct MessagingConfig {
    /// How messages are gathered.
    pub debounce_mode: DebounceMode,
    /// For `fixed`.
    pub debounce_ms: u64,
    /// For `randomized`.
    pub debounce_min_ms: u64,
    /// For `randomized`.
    pub debounce_max_ms: u64,
    /// Split replies on blank lines.
    pub enable_auto_split: bool,
    /// Shortest pause between parts.
    pub split_delay_min_ms: u64,
    /// Longest pause between parts.
    pub split_delay_max_ms: u64,
    /// Put the sender's name before the text.
    pub username_prefix: bool,
    /// Send texts with the preview of their first link, whose page the server fetches.
    pub link_previews: bool,
}

impl Default for MessagingConfig {
    fn default() -> Self {
        Self {
            debounce_mode: DebounceMode::Disabled,
            debounce_ms: 1000,
            debounce_min_ms: 500,
            debounce_max_ms: 2000,
            enable_auto_split: true,
            split_delay_min_ms: 300,
            split_delay_max_ms: 1000,
            username_prefix: false,
            link_previews: false,
        }
    }
}

/// How received media is processed.
#[expect(clippy::struct_excessive_bools, reason = "the shape of the API: five switches")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct MediaConfig {
    /// Transcribe audio.
    pub process_audio: bool,
    /// Describe images.
    pub process_images: bool,
    /// Describe video.
    pub process_video: bool,
    /// Extract documents.
    pub process_documents: bool,
    /// Also for senders that get no answer.
    pub process_on_blocked: bool,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            process_audio: true,
            process_images: true,
            process_video: false,
            process_documents: true,
            process_on_blocked: false,
        }
    }
}

/// How incoming calls are answered: no call can be taken here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CallConfig {
    /// Reject every call as it arrives. Otherwise the account's phone rings alone.
    pub reject: bool,
    /// Text that is sent to the caller after a rejection; none is sent without it.
    pub reply: Option<String>,
}

/// The settings of an instance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InstanceConfig {
    /// Channel-specific settings, an object. For `whatsapp-baileys`: `deviceName`,
    /// `devicePlatform`, `qrLimit`.
    pub channel_config: serde_json::Map<String, serde_json::Value>,
    /// Gathering and splitting.
    pub messaging: MessagingConfig,
    /// Received media.
    pub media: MediaConfig,
    /// Conversations.
    pub conversation: ConversationConfig,
    /// Who may talk to the agents when no access rule matches.
    pub access_mode: AccessMode,
    /// How fast it may write.
    pub pacing: PacingConfig,
    /// Incoming calls.
    pub calls: CallConfig,
    /// The proxy through which its network is reached; `None` is a direct connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<InstanceProxy>,
}

/// A connected number or bot.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Internal id.
    pub id: InstanceId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Unique in a tenant, 1 to 255 characters.
    pub name: String,
    /// Its network.
    pub channel: ChannelType,
    /// Its settings.
    pub config: InstanceConfig,
    /// What answers its conversations.
    pub agent: Option<AgentRef>,
    /// Whether it should be connected. Survives restarts.
    pub wanted: bool,
    /// The last state its owner recorded. Live state is in the session supervisor.
    pub state: ConnectionState,
    /// An explanation of that state, for people (why, and what to do).
    pub state_message: Option<String>,
    /// When that state began.
    pub state_since: Timestamp,
    /// The account's address (phone JID), once paired.
    pub owner_id: Option<String>,
    /// The account's other address (LID), once known.
    pub owner_alt: Option<String>,
    /// The account's own name.
    pub profile_name: Option<String>,
    /// Last time it was connected.
    pub last_connected_at: Option<Timestamp>,
    /// Last inbound or outbound message.
    pub last_message_at: Option<Timestamp>,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

impl ConnectionState {
    /// Whether the state is final until a person acts.
    pub const fn is_idle(self) -> bool {
        matches!(self, Self::Disconnected | Self::Error)
    }
}
