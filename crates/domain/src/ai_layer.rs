//! AI layers: whether and how an agent answers, set for a tenant, an account and a chat. The nearest
//! layer that sets something decides.

use crate::agent::{Agent, AgentConfig};
use crate::clock::Timestamp;
use crate::conversation::ChatType;
use crate::ids::{AgentId, ChatId, InstanceId, TenantId};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The agent's option for how much answers vary.
pub const TEMPERATURE: &str = "temperature";
/// The agent's option for the longest answer, in tokens.
pub const MAX_TOKENS: &str = "maxTokens";

text_enum! {
    /// Whether a layer answers.
    pub enum AiMode {
        /// The next layer decides.
        Inherit = "inherit",
        /// It answers.
        Enabled = "enabled",
        /// It does not.
        Disabled = "disabled",
    }
}

text_enum! {
    /// Why no agent is asked.
    pub enum AiSkip {
        /// The chat's layer is switched off.
        Chat = "ai.chat_disabled",
        /// The account's layer is switched off.
        Account = "ai.account_disabled",
        /// The tenant's layer is switched off.
        Global = "ai.global_disabled",
        /// Chats of this kind are not answered.
        Kind = "ai.kind_disabled",
        /// Posts of channels are not answered.
        Post = "ai.post",
        /// There is no key for the provider.
        NoKey = "ai.no_key",
    }
}

impl AiSkip {
    /// The reason, for people.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Chat => "AI is disabled in this chat",
            Self::Account => "AI is disabled for this account",
            Self::Global => "AI is disabled globally",
            Self::Kind => "AI does not reply in chats of this kind",
            Self::Post => "posts of channels are not answered: only their admins can write there",
            Self::NoKey => "no API key configured",
        }
    }
}

/// Settings of a layer. `None` is the next layer's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AiSettings {
    /// The model; of an account only, as the tenant's agent has its own.
    pub model: Option<String>,
    /// The system prompt, likewise.
    pub prompt: Option<String>,
    /// How much answers vary, likewise.
    pub temperature: Option<f64>,
    /// The longest answer, likewise.
    pub max_tokens: Option<u32>,
    /// Milliseconds for one answer, likewise.
    pub timeout_ms: Option<u64>,
    /// Milliseconds of "typing…" before an answer.
    pub reply_delay_ms: Option<u64>,
    /// Whether direct chats are answered.
    pub reply_to_private: Option<bool>,
    /// Whether groups are answered.
    pub reply_to_groups: Option<bool>,
    /// Whether channels are answered.
    pub reply_to_channels: Option<bool>,
    /// Whether the message itself is the answer, and no provider is asked.
    pub echo: Option<bool>,
}

impl AiSettings {
    /// The default delay of answers, milliseconds.
    pub const DEFAULT_REPLY_DELAY_MS: u64 = 2000;
}

/// The tenant's layer: an agent that accounts without one of their own refer to.
#[derive(Debug, Clone, PartialEq)]
pub struct AiGlobal {
    /// Owner.
    pub tenant_id: TenantId,
    /// The agent.
    pub agent_id: AgentId,
    /// Whether it answers.
    pub enabled: bool,
    /// How.
    pub settings: AiSettings,
    /// Last change.
    pub updated_at: Timestamp,
}

/// The layer of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct AiAccount {
    /// The account.
    pub instance_id: InstanceId,
    /// Its owner.
    pub tenant_id: TenantId,
    /// Whether it answers.
    pub mode: AiMode,
    /// How.
    pub settings: AiSettings,
    /// Last change.
    pub updated_at: Timestamp,
}

/// The layer of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiChat {
    /// The chat.
    pub chat_id: ChatId,
    /// Whether it is answered.
    pub mode: AiMode,
    /// Its own system prompt.
    pub prompt: Option<String>,
    /// Last change.
    pub updated_at: Timestamp,
}

/// The layers of a chat.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AiLayers {
    /// The tenant's.
    pub global: Option<AiGlobal>,
    /// The account's.
    pub account: Option<AiAccount>,
    /// The chat's own.
    pub chat: Option<AiChat>,
}

impl AiLayers {
    /// Whether the settings of tenant and account concern this agent. One that an account was given
    /// otherwise is asked as it is set.
    pub fn concern(&self, agent: AgentId) -> bool {
        self.account.is_some() || self.is_global(agent)
    }

    fn is_global(&self, agent: AgentId) -> bool {
        self.global.as_ref().is_some_and(|global| global.agent_id == agent)
    }

    /// Why this agent is not asked in a chat of this kind, as far as the layers decide it.
    pub fn skip(&self, agent: AgentId, kind: ChatType) -> Option<AiSkip> {
        match self.chat.as_ref().map(|chat| chat.mode) {
            Some(AiMode::Disabled) => return Some(AiSkip::Chat),
            Some(AiMode::Enabled) => return None,
            Some(AiMode::Inherit) | None => {}
        }
        if !self.concern(agent) {
            return None;
        }
        let global = self.global.as_ref().filter(|_| self.is_global(agent));
        match self.account.as_ref().map(|account| account.mode) {
            Some(AiMode::Disabled) => return Some(AiSkip::Account),
            Some(AiMode::Enabled) => {}
            Some(AiMode::Inherit) | None => {
                if global.is_some_and(|global| !global.enabled) {
                    return Some(AiSkip::Global);
                }
            }
        }
        (!self.answers_kind(kind)).then_some(AiSkip::Kind)
    }

    /// Whether channels are switched on for this agent: by the chat's layer, or by the settings of account
    /// or tenant. An agent that an account was given otherwise has no such setting.
    pub fn includes_channels(&self, agent: AgentId) -> bool {
        let chosen = self.chat.as_ref().is_some_and(|chat| chat.mode == AiMode::Enabled);
        (chosen || self.concern(agent)) && self.skip(agent, ChatType::Channel).is_none()
    }

    fn answers_kind(&self, kind: ChatType) -> bool {
        match kind {
            ChatType::Dm => self.setting(|one| one.reply_to_private).unwrap_or(true),
            ChatType::Group | ChatType::Thread => {
                self.setting(|one| one.reply_to_groups).unwrap_or(false)
            }
            ChatType::Channel | ChatType::Broadcast => {
                self.setting(|one| one.reply_to_channels).unwrap_or(false)
            }
        }
    }

    /// Milliseconds of "typing…" before an answer of this agent.
    pub fn reply_delay_ms(&self, agent: AgentId) -> u64 {
        if !self.concern(agent) {
            return 0;
        }
        let set = self.setting(|one| one.reply_delay_ms);
        set.unwrap_or(AiSettings::DEFAULT_REPLY_DELAY_MS)
    }

    /// Whether the message itself is the answer.
    pub fn echoes(&self, agent: AgentId) -> bool {
        self.concern(agent) && self.setting(|one| one.echo).unwrap_or_default()
    }

    /// The nearest value: the account's, or the tenant's.
    fn setting<T>(&self, of: impl Fn(&AiSettings) -> Option<T>) -> Option<T> {
        let own = self.account.as_ref().and_then(|account| of(&account.settings));
        own.or_else(|| self.global.as_ref().and_then(|global| of(&global.settings)))
    }

    /// The agent's settings in this chat: what the account and the chat set takes precedence, and an
    /// account's own endpoint is asked with what else the tenant's agent is set to. Endpoint and key
    /// are never mixed: a key is sent to its own address alone.
    pub fn config(&self, agent: &Agent, global: Option<&AgentConfig>) -> AgentConfig {
        let mut config = agent.config.clone();
        if let Some(account) = &self.account {
            if let Some(global) = global.filter(|_| !self.is_global(agent.id)) {
                inherit(&mut config, global);
            }
            overlay(&mut config, &account.settings);
        }
        if let Some(prompt) = self.chat.as_ref().and_then(|chat| chat.prompt.clone()) {
            config.prompt = Some(prompt);
        }
        config
    }
}

fn inherit(config: &mut AgentConfig, global: &AgentConfig) {
    config.model = config.model.take().or_else(|| global.model.clone());
    config.prompt = config.prompt.take().or_else(|| global.prompt.clone());
    config.timeout_ms = config.timeout_ms.or(global.timeout_ms);
    for name in [TEMPERATURE, MAX_TOKENS] {
        if let Some(value) = global.options.get(name).filter(|_| !config.options.contains_key(name))
        {
            config.options.insert(name.to_owned(), value.clone());
        }
    }
}

fn overlay(config: &mut AgentConfig, settings: &AiSettings) {
    config.model = settings.model.clone().or_else(|| config.model.take());
    config.prompt = settings.prompt.clone().or_else(|| config.prompt.take());
    config.timeout_ms = settings.timeout_ms.or(config.timeout_ms);
    if let Some(temperature) = settings.temperature {
        config.options.insert(TEMPERATURE.to_owned(), Value::from(temperature));
    }
    if let Some(most) = settings.max_tokens {
        config.options.insert(MAX_TOKENS.to_owned(), Value::from(most));
    }
}

#[cfg(test)]
mod tests;
