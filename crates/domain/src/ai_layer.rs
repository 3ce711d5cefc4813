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
mod tests {
    use super::{AiAccount, AiChat, AiGlobal, AiLayers, AiMode, AiSettings, AiSkip};
    use crate::agent::{Agent, AgentConfig};
    use crate::clock::Timestamp;
    use crate::conversation::ChatType;
    use crate::ids::{AgentId, ChatId, InstanceId, TenantId};
    use uuid::Uuid;

    const GLOBAL: AgentId = AgentId(Uuid::from_u128(1));
    const OTHER: AgentId = AgentId(Uuid::from_u128(2));

    fn global(enabled: bool, settings: AiSettings) -> AiGlobal {
        AiGlobal {
            tenant_id: TenantId::DEFAULT,
            agent_id: GLOBAL,
            enabled,
            settings,
            updated_at: Timestamp(0),
        }
    }

    fn account(mode: AiMode, settings: AiSettings) -> AiAccount {
        AiAccount {
            instance_id: InstanceId(Uuid::from_u128(3)),
            tenant_id: TenantId::DEFAULT,
            mode,
            settings,
            updated_at: Timestamp(0),
        }
    }

    fn chat(mode: AiMode) -> AiChat {
        AiChat { chat_id: ChatId(Uuid::from_u128(4)), mode, prompt: None, updated_at: Timestamp(0) }
    }

    fn agent(id: AgentId, config: AgentConfig) -> Agent {
        Agent {
            id,
            tenant_id: TenantId::DEFAULT,
            instance_id: None,
            name: "one".to_owned(),
            version: 1,
            config,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    #[test]
    fn the_nearest_layer_that_says_something_decides() {
        use AiMode::{Disabled, Enabled, Inherit};
        for (on, of_account, of_chat, expected) in [
            (true, None, None, None),
            (false, None, None, Some(AiSkip::Global)),
            (true, Some(Disabled), None, Some(AiSkip::Account)),
            (false, Some(Enabled), None, None),
            (false, Some(Inherit), None, Some(AiSkip::Global)),
            (false, Some(Disabled), Some(Enabled), None),
            (true, Some(Enabled), Some(Disabled), Some(AiSkip::Chat)),
            (false, None, Some(Enabled), None),
            (true, None, Some(Inherit), None),
            (false, None, Some(Inherit), Some(AiSkip::Global)),
        ] {
            let layers = AiLayers {
                global: Some(global(on, AiSettings::default())),
                account: of_account.map(|mode| account(mode, AiSettings::default())),
                chat: of_chat.map(chat),
            };
            let skip = layers.skip(GLOBAL, ChatType::Dm);
            assert_eq!(skip, expected, "{on} {of_account:?} {of_chat:?}");
        }
    }

    #[test]
    fn kinds_of_chats_are_answered_as_the_account_or_the_tenant_sets() {
        let groups = |to| AiSettings { reply_to_groups: to, ..AiSettings::default() };
        for (of_global, of_account, kind, answered) in [
            (None, None, ChatType::Dm, true),
            (None, None, ChatType::Group, false),
            (None, None, ChatType::Channel, false),
            (Some(true), None, ChatType::Group, true),
            (Some(true), Some(false), ChatType::Group, false),
            (Some(false), Some(true), ChatType::Group, true),
        ] {
            let layers = AiLayers {
                global: Some(global(true, groups(of_global))),
                account: Some(account(AiMode::Inherit, groups(of_account))),
                chat: None,
            };
            let skip = layers.skip(GLOBAL, kind);
            assert_eq!(skip.is_none(), answered, "{of_global:?} {of_account:?} {kind}");
        }
        let group_on = AiLayers { chat: Some(chat(AiMode::Enabled)), ..AiLayers::default() };
        assert_eq!(group_on.skip(GLOBAL, ChatType::Group), None, "the chat itself is nearer");
    }

    #[test]
    fn channels_are_included_only_where_a_layer_switches_them_on() {
        let channels = |to| AiSettings { reply_to_channels: Some(to), ..AiSettings::default() };
        let mut layers = AiLayers::default();
        assert!(!layers.includes_channels(OTHER), "no layer concerns it");
        layers.chat = Some(chat(AiMode::Enabled));
        assert!(layers.includes_channels(OTHER));
        layers.chat = Some(chat(AiMode::Inherit));
        assert!(!layers.includes_channels(OTHER), "the chat has a prompt alone");
        for (is_on, to, expected) in
            [(true, true, true), (true, false, false), (false, true, false)]
        {
            layers.global = Some(global(is_on, channels(to)));
            assert_eq!(layers.includes_channels(GLOBAL), expected, "{is_on} {to}");
            assert!(!layers.includes_channels(OTHER));
        }
    }

    #[test]
    fn an_agent_that_was_given_otherwise_is_as_it_is() {
        let echo = AiSettings { echo: Some(true), ..AiSettings::default() };
        let mut layers = AiLayers { global: Some(global(false, echo)), ..AiLayers::default() };
        assert_eq!(layers.skip(OTHER, ChatType::Group), None);
        assert_eq!(layers.reply_delay_ms(OTHER), 0);
        assert!(!layers.echoes(OTHER));
        assert_eq!(layers.reply_delay_ms(GLOBAL), AiSettings::DEFAULT_REPLY_DELAY_MS);
        assert!(layers.echoes(GLOBAL));
        layers.chat = Some(chat(AiMode::Disabled));
        assert_eq!(
            layers.skip(OTHER, ChatType::Dm),
            Some(AiSkip::Chat),
            "a chat's layer is its own"
        );
    }

    #[test]
    fn settings_come_from_the_nearest_layer_that_has_them() {
        let of_tenant = AgentConfig {
            api_url: Some("https://tenant.example/v1".to_owned()),
            api_key: Some("sealed".to_owned()),
            model: Some("large".to_owned()),
            prompt: Some("Be kind.".to_owned()),
            ..AgentConfig::default()
        };
        let own = AgentConfig {
            api_url: Some("https://account.example/v1".to_owned()),
            ..AgentConfig::default()
        };
        let set = AiSettings {
            model: Some("small".to_owned()),
            temperature: Some(0.5),
            ..AiSettings::default()
        };
        let mut layers = AiLayers {
            global: Some(global(true, AiSettings::default())),
            account: Some(account(AiMode::Inherit, set)),
            chat: None,
        };
        let found = layers.config(&agent(OTHER, own), Some(&of_tenant));
        assert_eq!(found.api_url.as_deref(), Some("https://account.example/v1"));
        assert_eq!(found.api_key, None, "a key is not sent to another address");
        assert_eq!(found.model.as_deref(), Some("small"));
        assert_eq!(found.prompt.as_deref(), Some("Be kind."));
        assert_eq!(found.options[super::TEMPERATURE], 0.5);
        layers.chat =
            Some(AiChat { prompt: Some("Be brief.".to_owned()), ..chat(AiMode::Inherit) });
        let found = layers.config(&agent(GLOBAL, of_tenant), None);
        assert_eq!(found.prompt.as_deref(), Some("Be brief."));
        assert_eq!(found.model.as_deref(), Some("small"));
    }
}
