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
fn the_nearest_layer_that_sets_something_decides() {
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
    for (is_on, to, expected) in [(true, true, true), (true, false, false), (false, true, false)] {
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
    assert_eq!(layers.skip(OTHER, ChatType::Dm), Some(AiSkip::Chat), "a chat's layer is its own");
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
    layers.chat = Some(AiChat { prompt: Some("Be brief.".to_owned()), ..chat(AiMode::Inherit) });
    let found = layers.config(&agent(GLOBAL, of_tenant), None);
    assert_eq!(found.prompt.as_deref(), Some("Be brief."));
    assert_eq!(found.model.as_deref(), Some("small"));
}
