//! The settings of an instance in requests. Each group is optional, and so is each member: an
//! absent one has its default.

use super::groups::Reset;
use omni_app::agents::AgentPatch;
use omni_app::instances::{MediaPatch, MessagingPatch};
use omni_app::patch::Change;
use omni_app::{Error, Field, Hint, Message};
use omni_domain::agent::AgentConfig;
use omni_domain::ids::ProviderId;
use omni_domain::instance::{DebounceMode, MediaConfig, MessagingConfig};
use omni_domain::provider::ProviderKind;
use serde::Deserialize;
use utoipa::ToSchema;

/// The agent that answers.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AgentSettings {
    /// A shared provider's id.
    provider_id: Option<String>,
    /// The inline agent's protocol.
    #[serde(rename = "type")]
    #[schema(example = "openai")]
    agent_type: Option<String>,
    /// Base URL of the inline agent.
    #[schema(example = "https://api.openai.com/v1")]
    api_url: Option<String>,
    /// Key for the agent. Stored sealed and never returned.
    #[schema(write_only)]
    api_key: Option<String>,
    /// The agent's or model's id at the provider.
    agent_id: Option<String>,
    /// The system prompt.
    prompt: Option<String>,
    /// Time limit of one answer, milliseconds.
    #[schema(default = 60_000)]
    timeout: Option<u64>,
    /// Request the answer as a stream.
    #[schema(default = false)]
    streaming: Option<bool>,
}

impl TryFrom<AgentSettings> for AgentConfig {
    type Error = Error;

    fn try_from(given: AgentSettings) -> Result<Self, Error> {
        Ok(Self {
            kind: given.agent_type.as_deref().map(agent_kind).transpose()?,
            provider_id: given.provider_id.as_deref().map(provider_id).transpose()?,
            api_url: given.api_url,
            api_key: given.api_key,
            remote_id: given.agent_id,
            prompt: given.prompt,
            timeout_ms: given.timeout.filter(|millis| *millis != Self::DEFAULT_TIMEOUT_MS),
            streaming: given.streaming.unwrap_or_default(),
            ..Self::default()
        })
    }
}

fn agent_kind(text: &str) -> Result<ProviderKind, Error> {
    text.parse().map_err(|_| {
        let mut kinds: Vec<&str> = ProviderKind::ALL.iter().map(|kind| kind.as_str()).collect();
        kinds.sort_unstable();
        Error::invalid(Field::AgentType, format!("the agent protocols are: {}", kinds.join(", ")))
    })
}

fn provider_id(text: &str) -> Result<ProviderId, Error> {
    text.parse().map_err(|_| {
        Error::invalid(
            Field::AgentProvider,
            Message::from("give a provider's id").hint(Hint::ListProviders),
        )
    })
}

impl AgentSettings {
    /// As changes, together with the members that are reset.
    pub(super) fn into_patch(self, reset: &Reset) -> Result<AgentPatch, Error> {
        let kind = self.agent_type.as_deref().map(agent_kind).transpose()?;
        let provider = self.provider_id.as_deref().map(provider_id).transpose()?;
        Ok(AgentPatch {
            kind: reset.change("type", kind),
            provider_id: reset.change("providerId", provider),
            api_url: reset.change("apiUrl", self.api_url),
            api_key: reset.change("apiKey", self.api_key),
            remote_id: reset.change("agentId", self.agent_id),
            prompt: reset.change("prompt", self.prompt),
            // A request with the default means the provider's limit, if there is a provider.
            timeout_ms: match self.timeout {
                Some(AgentConfig::DEFAULT_TIMEOUT_MS) => Change::Reset,
                given => reset.change("timeout", given),
            },
            streaming: reset.change("streaming", self.streaming),
            ..AgentPatch::default()
        })
    }
}

/// How messages are gathered and answers split. Times in milliseconds.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MessagingSettings {
    /// `disabled`, `fixed` or `randomized`.
    #[schema(value_type = Option<String>, default = "disabled")]
    debounce_mode: Option<DebounceMode>,
    /// For `fixed`.
    #[schema(default = 1000)]
    debounce_ms: Option<u64>,
    /// For `randomized`.
    #[schema(default = 500)]
    debounce_min_ms: Option<u64>,
    /// For `randomized`.
    #[schema(default = 2000)]
    debounce_max_ms: Option<u64>,
    /// Split answers at blank lines.
    #[schema(default = true)]
    enable_auto_split: Option<bool>,
    /// Shortest pause between parts.
    #[schema(default = 300)]
    split_delay_min_ms: Option<u64>,
    /// Longest pause between parts.
    #[schema(default = 1000)]
    split_delay_max_ms: Option<u64>,
    /// Put the sender's name before the text.
    #[schema(default = false)]
    username_prefix: Option<bool>,
    /// Send texts with the preview of their first link: the server fetches its page, if
    /// `outbound.allow` permits it.
    #[schema(default = false)]
    link_previews: Option<bool>,
}

impl From<MessagingSettings> for MessagingConfig {
    fn from(given: MessagingSettings) -> Self {
        let default = Self::default();
        Self {
            debounce_mode: given.debounce_mode.unwrap_or(default.debounce_mode),
            debounce_ms: given.debounce_ms.unwrap_or(default.debounce_ms),
            debounce_min_ms: given.debounce_min_ms.unwrap_or(default.debounce_min_ms),
            debounce_max_ms: given.debounce_max_ms.unwrap_or(default.debounce_max_ms),
            enable_auto_split: given.enable_auto_split.unwrap_or(default.enable_auto_split),
            split_delay_min_ms: given.split_delay_min_ms.unwrap_or(default.split_delay_min_ms),
            split_delay_max_ms: given.split_delay_max_ms.unwrap_or(default.split_delay_max_ms),
            username_prefix: given.username_prefix.unwrap_or(default.username_prefix),
            link_previews: given.link_previews.unwrap_or(default.link_previews),
        }
    }
}

impl MessagingSettings {
    pub(super) fn into_patch(self, reset: &Reset) -> MessagingPatch {
        MessagingPatch {
            debounce_mode: reset.change("debounceMode", self.debounce_mode),
            debounce_ms: reset.change("debounceMs", self.debounce_ms),
            debounce_min_ms: reset.change("debounceMinMs", self.debounce_min_ms),
            debounce_max_ms: reset.change("debounceMaxMs", self.debounce_max_ms),
            enable_auto_split: reset.change("enableAutoSplit", self.enable_auto_split),
            split_delay_min_ms: reset.change("splitDelayMinMs", self.split_delay_min_ms),
            split_delay_max_ms: reset.change("splitDelayMaxMs", self.split_delay_max_ms),
            username_prefix: reset.change("usernamePrefix", self.username_prefix),
            link_previews: reset.change("linkPreviews", self.link_previews),
        }
    }
}

/// The processing of received media.
#[expect(clippy::struct_field_names, reason = "the specification's names")]
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MediaSettings {
    /// Transcribe audio.
    #[schema(default = true)]
    process_audio: Option<bool>,
    /// Describe images.
    #[schema(default = true)]
    process_images: Option<bool>,
    /// Describe video.
    #[schema(default = false)]
    process_video: Option<bool>,
    /// Extract documents.
    #[schema(default = true)]
    process_documents: Option<bool>,
    /// Also for senders whose messages are not answered.
    #[schema(default = false)]
    process_on_blocked: Option<bool>,
}

impl From<MediaSettings> for MediaConfig {
    fn from(given: MediaSettings) -> Self {
        let default = Self::default();
        Self {
            process_audio: given.process_audio.unwrap_or(default.process_audio),
            process_images: given.process_images.unwrap_or(default.process_images),
            process_video: given.process_video.unwrap_or(default.process_video),
            process_documents: given.process_documents.unwrap_or(default.process_documents),
            process_on_blocked: given.process_on_blocked.unwrap_or(default.process_on_blocked),
        }
    }
}

impl MediaSettings {
    pub(super) fn into_patch(self, reset: &Reset) -> MediaPatch {
        MediaPatch {
            process_audio: reset.change("processAudio", self.process_audio),
            process_images: reset.change("processImages", self.process_images),
            process_video: reset.change("processVideo", self.process_video),
            process_documents: reset.change("processDocuments", self.process_documents),
            process_on_blocked: reset.change("processOnBlocked", self.process_on_blocked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AgentSettings, MediaSettings, MessagingSettings};
    use omni_domain::agent::AgentConfig;
    use omni_domain::instance::{MediaConfig, MessagingConfig};

    #[test]
    fn absent_members_have_the_domains_defaults() {
        let agent = AgentConfig::try_from(AgentSettings::default());
        assert_eq!(agent.ok(), Some(AgentConfig::default()));
        assert_eq!(MessagingConfig::from(MessagingSettings::default()), MessagingConfig::default());
        assert_eq!(MediaConfig::from(MediaSettings::default()), MediaConfig::default());
    }
}
