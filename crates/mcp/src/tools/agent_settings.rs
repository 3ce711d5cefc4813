//! What answers, in the arguments of the tools that make, change and try agents.

use crate::error::ToolError;
use omni_app::agents::AgentPatch;
use omni_app::patch::Change;
use omni_domain::ids::{ParseError, ProviderId};
use omni_domain::provider::ProviderKind;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::str::FromStr;

/// What answers. An absent member stays as it is, and an empty text removes it.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct AgentSettings {
    /// A shared provider, by its id. Takes precedence over an endpoint of the agent's own.
    provider_id: Option<String>,
    /// The protocol of the agent's own endpoint: `agent_api`, `agno`, `custom`, `openai` (the
    /// default), `anthropic`, `webhook` or `builtin`.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The base URL of its own endpoint. A new one requires the key again.
    api_url: Option<String>,
    /// The key for that endpoint. It is never shown again.
    api_key: Option<String>,
    /// The agent's id at its provider.
    agent_id: Option<String>,
    /// The model, of providers that have models.
    model: Option<String>,
    /// The system prompt, at most 32000 characters.
    prompt: Option<String>,
    /// Time limit of one answer in milliseconds, 100 to 600000.
    timeout_ms: Option<u64>,
    /// Whether answers are requested as a stream.
    streaming: Option<bool>,
    /// Options of the protocol, replacing all earlier ones, such as `{"temperature": 0.3}`.
    options: Option<Map<String, Value>>,
}

impl AgentSettings {
    /// As changes of an agent. Its tools stay as they are.
    pub(super) fn into_patch(self) -> Result<AgentPatch, ToolError> {
        Ok(AgentPatch {
            provider_id: parsed::<ProviderId>(self.provider_id)?,
            kind: parsed::<ProviderKind>(self.kind)?,
            api_url: text(self.api_url),
            api_key: text(self.api_key),
            remote_id: text(self.agent_id),
            model: text(self.model),
            prompt: text(self.prompt),
            timeout_ms: self.timeout_ms.map_or(Change::Keep, Change::Set),
            streaming: self.streaming.map_or(Change::Keep, Change::Set),
            options: self.options.map_or(Change::Keep, Change::Set),
            ..AgentPatch::default()
        })
    }
}

fn text(given: Option<String>) -> Change<String> {
    match given {
        None => Change::Keep,
        Some(text) if text.trim().is_empty() => Change::Reset,
        Some(text) => Change::Set(text),
    }
}

fn parsed<T: FromStr<Err = ParseError>>(given: Option<String>) -> Result<Change<T>, ParseError> {
    Ok(match text(given) {
        Change::Keep => Change::Keep,
        Change::Reset => Change::Reset,
        Change::Set(text) => Change::Set(text.trim().parse()?),
    })
}

#[cfg(test)]
mod tests {
    use super::AgentSettings;
    use omni_app::patch::Change;
    use serde_json::{Value, json};

    fn read(settings: Value) -> AgentSettings {
        serde_json::from_value(settings).expect("settings")
    }

    #[test]
    fn an_absent_member_stays_and_an_empty_text_removes_it() {
        let given = json!({ "model": "tiny", "prompt": "", "type": "anthropic" });
        let patch = read(given).into_patch().expect("changes");
        assert!(patch.model == Change::Set("tiny".to_owned()));
        assert!(patch.prompt == Change::Reset && patch.api_url == Change::Keep);
        assert!(patch.streaming == Change::Keep && patch.timeout_ms == Change::Keep);
        for wrong in [json!({ "type": "magic" }), json!({ "providerId": "mine" })] {
            let refused = read(wrong.clone()).into_patch().err().expect("refused");
            assert_eq!(refused.code(), "VALIDATION_ERROR", "{wrong}");
        }
    }
}
