//! The settings of an instance as requests carry them. Each group is optional, and so is each
//! member: what is absent has its default.

use omni_domain::instance::{AgentConfig, DebounceMode, MediaConfig, MessagingConfig};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who answers.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AgentSettings {
    /// A shared provider's id.
    provider_id: Option<String>,
    /// Which protocol the inline agent speaks.
    #[serde(rename = "type")]
    #[schema(example = "openai")]
    agent_type: Option<String>,
    /// Base URL of the inline agent.
    #[schema(example = "https://api.openai.com/v1")]
    api_url: Option<String>,
    /// Key for the agent. Kept sealed and never returned.
    #[schema(write_only)]
    api_key: Option<String>,
    /// The agent or model to ask for.
    agent_id: Option<String>,
    /// What the model is told before the conversation.
    prompt: Option<String>,
    /// Milliseconds for one answer.
    #[schema(default = 60_000)]
    timeout: Option<u64>,
    /// Ask for the answer piece by piece.
    #[schema(default = false)]
    streaming: Option<bool>,
}

impl From<AgentSettings> for AgentConfig {
    fn from(given: AgentSettings) -> Self {
        let default = Self::default();
        Self {
            provider_id: given.provider_id,
            agent_type: given.agent_type,
            api_url: given.api_url,
            api_key: given.api_key,
            agent_id: given.agent_id,
            prompt: given.prompt,
            timeout: given.timeout.unwrap_or(default.timeout),
            streaming: given.streaming.unwrap_or(default.streaming),
        }
    }
}

/// How messages are gathered and replies split. Times in milliseconds.
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
    /// Split replies on blank lines.
    #[schema(default = true)]
    enable_auto_split: Option<bool>,
    /// Shortest pause between parts.
    #[schema(default = 300)]
    split_delay_min_ms: Option<u64>,
    /// Longest pause between parts.
    #[schema(default = 1000)]
    split_delay_max_ms: Option<u64>,
    /// Put the sender's name before their words.
    #[schema(default = false)]
    username_prefix: Option<bool>,
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
        }
    }
}

/// What is done with received media.
#[expect(clippy::struct_field_names, reason = "the seed's own names")]
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
    /// Also for senders that get no answer.
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

#[cfg(test)]
mod tests {
    use super::{AgentSettings, MediaSettings, MessagingSettings};
    use omni_domain::instance::{AgentConfig, MediaConfig, MessagingConfig};

    #[test]
    fn absent_members_have_the_domains_defaults() {
        assert_eq!(AgentConfig::from(AgentSettings::default()), AgentConfig::default());
        assert_eq!(MessagingConfig::from(MessagingSettings::default()), MessagingConfig::default());
        assert_eq!(MediaConfig::from(MediaSettings::default()), MediaConfig::default());
    }
}
