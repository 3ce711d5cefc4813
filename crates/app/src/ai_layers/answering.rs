//! What holds in a chat now.

use super::NETWORK;
use crate::agents::{self, ResolvedAgent};
use crate::app::App;
use crate::error::Error;
use omni_domain::agent::{Agent, AgentConfig, AgentTarget};
use omni_domain::ai_layer::{AiLayers, AiSkip};
use omni_domain::conversation::{Chat, ChatType};
use omni_domain::instance::Instance;
use std::time::Duration;

/// Whether an agent answers.
pub(crate) enum Answer {
    /// This one does.
    By(Box<Answering>),
    /// None does, for this reason.
    Skipped(AiSkip),
    /// Nothing is there to answer.
    NoAgent,
}

/// An agent as the layers have it.
pub(crate) struct Answering {
    /// The agent; its settings are the nearest layers'.
    pub(crate) agent: Agent,
    /// "typing…" before its answer.
    pub(crate) delay: Duration,
    /// The message itself is the answer.
    pub(crate) echoes: bool,
    /// The environment's key, if it is the one to send.
    key: Option<String>,
}

impl Answering {
    /// The target of a request to it.
    pub(crate) async fn resolve(
        &self,
        app: &App,
        target: AgentTarget<'_>,
    ) -> Result<ResolvedAgent, Error> {
        let mut resolved = agents::resolve(app, &self.agent, target).await?;
        if let Some(key) = &self.key {
            resolved.endpoint.api_key = Some(key.clone());
        }
        Ok(resolved)
    }
}

/// Why no agent is asked in a chat, as the layers have it now.
pub(crate) async fn skip(
    app: &App,
    instance: &Instance,
    chat: &Chat,
) -> Result<Option<AiSkip>, Error> {
    let Some(agent) = instance.agent else { return Ok(None) };
    let layers = app.store.ai_layers(instance.tenant_id, instance.id, Some(chat.id)).await?;
    let why = layers.skip(agent.id, chat.chat_type);
    let why = why.or_else(|| is_newsletter(instance, chat).then_some(AiSkip::Post));
    if why.is_some() || !layers.concern(agent.id) {
        return Ok(why);
    }
    let Some(agent) = app.store.find_agent(instance.tenant_id, agent.id).await? else {
        return Ok(None);
    };
    Ok(of_agent(app, agent, &layers).await?.err())
}

/// Whether the chat is a newsletter: only its admins can write there.
fn is_newsletter(instance: &Instance, chat: &Chat) -> bool {
    instance.channel == NETWORK && chat.chat_type == ChatType::Channel
}

/// The agent that answers in a chat now.
pub(crate) async fn answering(
    app: &App,
    instance: &Instance,
    chat: &Chat,
) -> Result<Answer, Error> {
    let Some(agent) = instance.agent else { return Ok(Answer::NoAgent) };
    let layers = app.store.ai_layers(instance.tenant_id, instance.id, Some(chat.id)).await?;
    if let Some(why) = layers.skip(agent.id, chat.chat_type) {
        return Ok(Answer::Skipped(why));
    }
    let Some(agent) = app.store.find_agent(instance.tenant_id, agent.id).await? else {
        return Ok(Answer::NoAgent);
    };
    Ok(match of_agent(app, agent, &layers).await? {
        Ok(answering) => Answer::By(Box::new(answering)),
        Err(why) => Answer::Skipped(why),
    })
}

/// The agent with what the layers set. Switches are not looked at: a test answers all the same.
pub(super) async fn of_agent(
    app: &App,
    agent: Agent,
    layers: &AiLayers,
) -> Result<Result<Answering, AiSkip>, Error> {
    let concerned = layers.concern(agent.id);
    let global = match &layers.global {
        Some(global) if concerned && global.agent_id != agent.id => {
            app.store.find_agent(agent.tenant_id, global.agent_id).await?
        }
        _ => None,
    };
    let mut config = layers.config(&agent, global.as_ref().map(|global| &global.config));
    let mut key = None;
    if concerned {
        key = environment_key(app, &config);
        if config.model.is_none() && config.remote_id.is_none() && key.is_some() {
            config.model = Some(app.config.ai.model.clone()).filter(|model| !model.is_empty());
        }
    }
    let echoes = layers.echoes(agent.id);
    if concerned && !echoes && !(has_own_key(&config) || key.is_some()) {
        return Ok(Err(AiSkip::NoKey));
    }
    let delay = Duration::from_millis(layers.reply_delay_ms(agent.id));
    Ok(Ok(Answering { agent: Agent { config, ..agent }, delay, echoes, key }))
}

/// A shared provider has a key of its own, if it needs one.
const fn has_own_key(config: &AgentConfig) -> bool {
    config.provider_id.is_some() || config.api_key.is_some()
}

/// The environment's key for the agent's endpoint, where that has none of its own.
pub(super) fn environment_key(app: &App, config: &AgentConfig) -> Option<String> {
    let url = config.api_url.as_deref().filter(|_| !has_own_key(config))?;
    app.config.ai.key_for(url).map(str::to_owned)
}
