//! The secrets of agents: sealed before they are stored, opened for requests.

use crate::app::App;
use crate::error::{Error, Field};
use crate::secrets::{AddressChanged, Purpose};
use crate::settings::MASK;
use omni_domain::agent::{Agent, AgentTool};
use std::collections::HashMap;

const MAX_SECRET_CHARS: usize = 4096;

/// What the key is sealed for: the agent's own endpoint. The key of an agent that belongs to an
/// instance is the instance's.
fn key_purpose(agent: &Agent) -> Purpose {
    let owner = match agent.instance_id {
        Some(instance) => format!("instance/{instance}/agent.apiKey"),
        None => format!("agent/{}/apiKey", agent.id),
    };
    Purpose::sent_to(owner, agent.config.api_url.as_deref().unwrap_or_default())
}

/// The location of a tool's secret holds the tool's address.
fn tool_purpose(agent: &Agent, location: &str) -> Purpose {
    Purpose::sent_to(format!("agent/{}/{location}", agent.id), location)
}

/// Seals a key that was given in clear, for the address that the agent has.
pub(super) fn seal_key(app: &App, agent: &Agent, key: &str) -> String {
    app.sealer.seal(&key_purpose(agent), key)
}

/// The sealed key of an agent after a change that leaves the key out. Without an address
/// there is nothing left that it is for.
pub(super) fn keep_key(app: &App, before: &Agent, after: &Agent) -> Result<Option<String>, Error> {
    let Some(sealed) = &before.config.api_key else { return Ok(None) };
    if after.config.api_url.is_none() && before.config.api_url.is_some() {
        return Ok(None);
    }
    let kept = app.sealer.keep(&key_purpose(before), &key_purpose(after), sealed);
    kept.map(Some).map_err(|AddressChanged| {
        Error::invalid(
            Field::AgentKey,
            "a new address needs the key given again (or null to go without)",
        )
    })
}

/// The key in clear.
pub(super) fn open_key(app: &App, agent: &Agent) -> Result<Option<String>, Error> {
    let Some(sealed) = &agent.config.api_key else { return Ok(None) };
    app.sealer.open(&key_purpose(agent), sealed).map(Some).map_err(Error::internal)
}

/// Seals the secrets of tools that were given in clear. The mask stands for the secret that the
/// agent has for the same location, address included.
pub(super) fn seal_tools(app: &App, agent: &Agent, tools: &mut [AgentTool]) -> Result<(), Error> {
    let mut kept = HashMap::new();
    for tool in &mut agent.config.tools.clone() {
        tool.secrets_mut(|location, secret| {
            kept.insert(location, secret.clone());
            Ok::<_, Error>(())
        })?;
    }
    for tool in tools {
        tool.secrets_mut(|location, secret| {
            if secret == MASK {
                *secret = kept.get(&location).cloned().ok_or_else(|| {
                    invalid("the mask stands for a secret that is stored; a new or changed address needs its own")
                })?;
                return Ok(());
            }
            let is_plain = secret.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
            if !is_plain || secret.is_empty() || secret.len() > MAX_SECRET_CHARS {
                return Err(invalid(
                    "headers of tools and tokens of servers are 1 to 4096 characters of plain ASCII",
                ));
            }
            *secret = app.sealer.seal(&tool_purpose(agent, &location), secret);
            Ok(())
        })?;
    }
    Ok(())
}

fn invalid(message: &'static str) -> Error {
    Error::invalid(Field::AgentTools, message)
}

/// The tools with their secrets in clear.
pub(super) fn open_tools(app: &App, agent: &Agent) -> Result<Vec<AgentTool>, Error> {
    let mut tools = agent.config.tools.clone();
    for tool in &mut tools {
        tool.secrets_mut(|location, secret| {
            let opened = app.sealer.open(&tool_purpose(agent, &location), secret);
            *secret = opened.map_err(Error::internal)?;
            Ok::<_, Error>(())
        })?;
    }
    Ok(tools)
}

/// The agent as callers see it: without its key, and with the mask for the secrets of its tools.
pub(super) fn mask(mut agent: Agent) -> Agent {
    agent.config.api_key = None;
    for tool in &mut agent.config.tools {
        let masked = tool.secrets_mut(|_, secret| {
            MASK.clone_into(secret);
            Ok::<_, std::convert::Infallible>(())
        });
        debug_assert!(masked.is_ok(), "masking refuses nothing");
    }
    agent
}
