use super::update::{self, Edit};
use super::{AgentDetails, AgentPatch};
use crate::app::App;
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::patch::Change;
use crate::settings::MASK;
use omni_domain::access::Caller;
use omni_domain::agent::{Agent, AgentTool, AgentVersion};
use omni_domain::ids::AgentId;
use std::collections::HashSet;

/// The version that an agent is set back to.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub struct Restore {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Which version.
    pub number: i32,
    /// The key for the endpoint of that version. Versions hold no secrets: the present one is kept
    /// for the same address, and has to be given again for another.
    pub api_key: Change<String>,
}

/// Sets an agent back to an earlier version, as a new version. Nothing changes if it is as it was.
///
/// # Errors
/// [`Error::NotFound`] if there is no such version, [`Error::Invalid`] if the key has to be given
/// again, [`Error::Conflict`] if secrets of its tools are no longer stored.
pub async fn restore(
    app: &App,
    caller: &Caller,
    id: AgentId,
    restore: Restore,
) -> Result<AgentDetails, Error> {
    update::edit(app, caller, id, Edit::Restore(restore)).await
}

/// The changes that make an agent what it was.
pub(super) fn patch(
    now: &Agent,
    version: AgentVersion,
    restore: Restore,
) -> Result<AgentPatch, Error> {
    let AgentVersion { name, config, has_api_key, .. } = version;
    Ok(AgentPatch {
        precondition: restore.precondition,
        name: Some(name),
        provider_id: exactly(config.provider_id),
        kind: exactly(config.kind),
        api_url: exactly(config.api_url),
        api_key: match restore.api_key {
            Change::Keep if !has_api_key => Change::Reset,
            given => given,
        },
        remote_id: exactly(config.remote_id),
        model: exactly(config.model),
        prompt: exactly(config.prompt),
        tools: Change::Set(with_masks(config.tools, &now.config.tools)?),
        timeout_ms: exactly(config.timeout_ms),
        streaming: Change::Set(config.streaming),
        options: Change::Set(config.options),
    })
}

fn exactly<T>(value: Option<T>) -> Change<T> {
    value.map_or(Change::Reset, Change::Set)
}

/// The tools with the mask for the secrets that the agent has at the same addresses now.
fn with_masks(mut tools: Vec<AgentTool>, now: &[AgentTool]) -> Result<Vec<AgentTool>, Error> {
    let mut stored = HashSet::new();
    for tool in &mut now.to_vec() {
        tool.secrets_mut(|location, _| {
            stored.insert(location);
            Ok::<_, Error>(())
        })?;
    }
    for tool in &mut tools {
        if let AgentTool::Mcp(server) = tool {
            // A version does not record whether the server had a token.
            let has_token = now.iter().any(|other| {
                matches!(other, AgentTool::Mcp(other) if other.url == server.url && other.token.is_some())
            });
            server.token = has_token.then(|| MASK.to_owned());
        }
        tool.secrets_mut(|location, secret| {
            if !stored.contains(&location) {
                return Err(Error::conflict(
                    "this version has tools whose secrets are no longer stored; change the agent \
                     and give them again",
                ));
            }
            MASK.clone_into(secret);
            Ok(())
        })?;
    }
    Ok(tools)
}
