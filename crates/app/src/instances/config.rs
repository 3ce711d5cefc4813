//! Checking, merging and sealing an instance's settings.

use crate::app::App;
use crate::error::{Error, Field, Hint, Message};
use crate::providers;
use omni_domain::conversation_settings::ConversationConfig;
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::{ChannelType, Instance, InstanceConfig};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const MAX_NAME: usize = 255;
const MAX_DEBOUNCE_MS: u64 = 30_000;
const MAX_AGENT_TIMEOUT_MS: u64 = 600_000;
const MAX_TAKEOVER_MS: u64 = 30 * 24 * 3600 * 1000;
const MAX_MEDIA_WAIT_MS: u64 = 600_000;
const MAX_RATE: u32 = 1000;
const MAX_REPLY_CHARS: usize = 4000;
const MAX_NAMES: usize = 20;
const MAX_NAME_CHARS: usize = 80;
const MAX_PROMPT_CHARS: usize = 32_000;
/// The agent protocols of this version.
const AGENT_TYPES: &[&str] = omni_agents::AgentClients::KINDS;

pub(super) fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Error::invalid(
            Field::InstanceName,
            "an instance needs a name of 1 to 255 characters",
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(Field::InstanceName, "a name holds no control characters"));
    }
    Ok(name.to_owned())
}

/// Whether these settings can work. The agent key is in clear here.
pub(super) fn check(app: &App, channel: ChannelType, config: &InstanceConfig) -> Result<(), Error> {
    app.channel(channel)?.check_settings(&config.channel_config)?;
    check_agent(app, config)?;
    check_conversation(&config.conversation)?;
    let messaging = &config.messaging;
    let times = [
        (Field::DebounceMs, messaging.debounce_ms),
        (Field::DebounceMinMs, messaging.debounce_min_ms),
        (Field::DebounceMaxMs, messaging.debounce_max_ms),
        (Field::SplitDelayMinMs, messaging.split_delay_min_ms),
        (Field::SplitDelayMaxMs, messaging.split_delay_max_ms),
    ];
    for (field, value) in times {
        if value > MAX_DEBOUNCE_MS {
            return Err(Error::invalid(field, "give a time of 0 to 30000 ms"));
        }
    }
    if messaging.debounce_min_ms > messaging.debounce_max_ms {
        return Err(Error::invalid(
            Field::DebounceMinMs,
            Message::from("the shortest time exceeds ").name(Field::DebounceMaxMs),
        ));
    }
    if messaging.split_delay_min_ms > messaging.split_delay_max_ms {
        return Err(Error::invalid(
            Field::SplitDelayMinMs,
            Message::from("the shortest pause exceeds ").name(Field::SplitDelayMaxMs),
        ));
    }
    Ok(())
}

fn check_conversation(conversation: &ConversationConfig) -> Result<(), Error> {
    if conversation.takeover_ms > MAX_TAKEOVER_MS {
        return Err(Error::invalid(Field::TakeoverMs, "give a time of at most 30 days"));
    }
    if conversation.media_wait_ms > MAX_MEDIA_WAIT_MS {
        return Err(Error::invalid(Field::MediaWaitMs, "give a time of 0 to 600000 ms"));
    }
    if conversation.rate_limit_per_minute > MAX_RATE {
        return Err(Error::invalid(Field::AnswersPerMinute, "give a number of 0 to 1000 answers"));
    }
    let words = conversation.error_reply.as_deref();
    if words.is_some_and(|words| words.trim().is_empty() || words.chars().count() > MAX_REPLY_CHARS)
    {
        return Err(Error::invalid(
            Field::ErrorReply,
            "give 1 to 4000 characters, or null for no reply",
        ));
    }
    let names = &conversation.reply_filter.name_patterns;
    let fits = |name: &String| !name.trim().is_empty() && name.chars().count() <= MAX_NAME_CHARS;
    if names.len() > MAX_NAMES || !names.iter().all(fits) {
        return Err(Error::invalid(
            Field::NamePatterns,
            "give at most 20 names of 1 to 80 characters",
        ));
    }
    Ok(())
}

fn check_agent(app: &App, config: &InstanceConfig) -> Result<(), Error> {
    let agent = &config.agent;
    if let Some(kind) = &agent.agent_type
        && !AGENT_TYPES.contains(&kind.as_str())
    {
        return Err(Error::invalid(
            Field::AgentType,
            format!("the agent protocols are: {}", AGENT_TYPES.join(", ")),
        ));
    }
    providers::provider_id(agent)?;
    if let Some(url) = &agent.api_url {
        app.guard.check(url).map_err(|why| Error::invalid(Field::AgentUrl, why.to_string()))?;
    }
    if agent.timeout < 100 || agent.timeout > MAX_AGENT_TIMEOUT_MS {
        return Err(Error::invalid(Field::AgentTimeout, "give a time of 100 to 600000 ms"));
    }
    if agent.prompt.as_ref().is_some_and(|prompt| prompt.chars().count() > MAX_PROMPT_CHARS) {
        return Err(Error::invalid(Field::AgentPrompt, "a prompt holds at most 32000 characters"));
    }
    Ok(())
}

/// Whether the provider that these settings name exists.
pub(super) async fn check_provider(
    app: &App,
    tenant: TenantId,
    config: &InstanceConfig,
) -> Result<(), Error> {
    let Some(id) = providers::provider_id(&config.agent)? else { return Ok(()) };
    if app.store.find_provider(tenant, id).await?.is_some() {
        return Ok(());
    }
    Err(Error::invalid(
        Field::AgentProvider,
        Message::from("there is no provider with this id").hint(Hint::ListProviders),
    ))
}

/// Merges a group member by member; `null` resets a member to its default.
pub(super) fn merge<T>(group: Field, current: &T, patch: Value) -> Result<T, Error>
where
    T: Serialize + DeserializeOwned,
{
    let Value::Object(patch) = patch else {
        return Err(Error::invalid(group, "give an object with the members to change"));
    };
    let Value::Object(mut merged) = serde_json::to_value(current).map_err(Error::internal)? else {
        return Err(Error::internal("a settings group is not an object"));
    };
    for (name, value) in patch {
        if value.is_null() {
            merged.remove(&name);
        } else {
            merged.insert(name, value);
        }
    }
    serde_json::from_value(Value::Object(merged))
        .map_err(|error| Error::invalid(group, error.to_string()))
}

fn context(id: InstanceId) -> String {
    format!("instance/{id}/agent.apiKey")
}

/// Replaces the agent key by its sealed form, before it is stored.
pub(super) fn seal(app: &App, id: InstanceId, config: &mut InstanceConfig) {
    if let Some(key) = config.agent.api_key.take() {
        config.agent.api_key = Some(app.sealer.seal(&context(id), &key));
    }
}

/// The agent key in clear, for calling the agent.
pub fn open_agent_key(app: &App, instance: &Instance) -> Result<Option<String>, Error> {
    let Some(sealed) = &instance.config.agent.api_key else { return Ok(None) };
    app.sealer.open(&context(instance.id), sealed).map(Some).map_err(Error::internal)
}
