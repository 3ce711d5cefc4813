//! Models behind `POST {base}/chat/completions`.

use super::access::{Call, Item, ModelAccess, Said, Spec, send};
use super::config::BuiltInConfig;
use crate::address::{base_url, bearer, below};
use crate::error::AgentError;
use crate::http;
use crate::reading::Meta;
use async_trait::async_trait;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Value, json};
use url::Url;

#[derive(Debug)]
pub(super) struct OpenAiAccess {
    http: reqwest::Client,
    completions: Url,
    models: Url,
    headers: HeaderMap,
    model: String,
    max_tokens: u64,
}

impl OpenAiAccess {
    pub(super) fn new(http: reqwest::Client, config: &BuiltInConfig) -> Result<Self, AgentError> {
        let base = base_url(&config.base_url)?;
        let mut headers = HeaderMap::new();
        if let Some(key) = config.api_key.as_deref() {
            headers.insert(AUTHORIZATION, bearer(key)?);
        }
        Ok(Self {
            http,
            completions: below(&base, &["chat", "completions"])?,
            models: below(&base, &["models"])?,
            headers,
            model: config.model.clone(),
            max_tokens: config.limits.max_step_tokens,
        })
    }
}

fn messages(conversation: &[Item]) -> Vec<Value> {
    let mut messages = Vec::new();
    for item in conversation {
        match item {
            Item::System(text) => messages.push(json!({ "role": "system", "content": text })),
            Item::User(text) => messages.push(json!({ "role": "user", "content": text })),
            Item::Assistant { text, calls } if calls.is_empty() => {
                messages.push(json!({ "role": "assistant", "content": text }));
            }
            Item::Assistant { text, calls } => {
                let calls: Vec<Value> = calls.iter().map(wanted).collect();
                let text = if text.is_empty() { Value::Null } else { text.clone().into() };
                messages.push(json!({ "role": "assistant", "content": text, "tool_calls": calls }));
            }
            Item::Results(results) => messages.extend(results.iter().map(|result| {
                json!({ "role": "tool", "tool_call_id": result.id, "content": result.text })
            })),
        }
    }
    messages
}

fn wanted(call: &Call) -> Value {
    let arguments = Value::Object(call.arguments.clone().unwrap_or_default()).to_string();
    let function = json!({ "name": call.name, "arguments": arguments });
    json!({ "id": call.id, "type": "function", "function": function })
}

fn call(value: &Value) -> Option<Call> {
    let function = &value["function"];
    let arguments = match &function["arguments"] {
        Value::String(text) if text.trim().is_empty() => Some(serde_json::Map::new()),
        Value::String(text) => serde_json::from_str(text).ok(),
        // Some servers send the object itself.
        Value::Object(arguments) => Some(arguments.clone()),
        Value::Null => Some(serde_json::Map::new()),
        _ => None,
    };
    Some(Call {
        id: value["id"].as_str().unwrap_or_default().to_owned(),
        name: function["name"].as_str()?.to_owned(),
        arguments,
    })
}

#[async_trait]
impl ModelAccess for OpenAiAccess {
    async fn ask(&self, conversation: &[Item], tools: &[Spec]) -> Result<Said, AgentError> {
        let mut body = json!({
            "model": self.model,
            "messages": messages(conversation),
            "max_tokens": self.max_tokens,
            "stream": false,
        });
        if !tools.is_empty() {
            let tools = tools.iter().map(|tool| {
                let function = json!({
                    "name": tool.name, "description": tool.description,
                    "parameters": tool.parameters,
                });
                json!({ "type": "function", "function": function })
            });
            body["tools"] = tools.collect();
        }
        let call_to = self.http.post(self.completions.clone()).headers(self.headers.clone());
        let answer = send(call_to.json(&body)).await?;
        if answer.get("error").is_some_and(|error| !error.is_null()) {
            return Err(AgentError::BadAnswer("the model reported an error".to_owned()));
        }
        let message = &answer["choices"][0]["message"];
        if !message.is_object() {
            return Err(AgentError::BadAnswer("it holds no choice".to_owned()));
        }
        let usage = &answer["usage"];
        Ok(Said {
            text: message["content"].as_str().unwrap_or_default().to_owned(),
            calls: message["tool_calls"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(call)
                .collect(),
            meta: Meta {
                model: answer["model"].as_str().map(str::to_owned),
                input_tokens: usage["prompt_tokens"].as_u64(),
                output_tokens: usage["completion_tokens"].as_u64(),
            },
        })
    }

    async fn check(&self) -> Result<(), AgentError> {
        let call = self.http.get(self.models.clone()).headers(self.headers.clone());
        match http::sent(call).await {
            Ok(_) | Err(AgentError::Status { status: 404 | 405 | 501, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
