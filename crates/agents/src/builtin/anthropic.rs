//! Models behind `POST {base}/v1/messages`.

use super::access::{Call, Item, ModelAccess, Said, Spec, send};
use super::config::BuiltInConfig;
use crate::address::{base_url, below, key_header};
use crate::anthropic::VERSION;
use crate::error::AgentError;
use crate::http;
use crate::reading::Meta;
use async_trait::async_trait;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use url::Url;

#[derive(Debug)]
pub(super) struct AnthropicAccess {
    http: reqwest::Client,
    messages: Url,
    models: Url,
    headers: HeaderMap,
    model: String,
    max_tokens: u64,
}

impl AnthropicAccess {
    pub(super) fn new(http: reqwest::Client, config: &BuiltInConfig) -> Result<Self, AgentError> {
        let base = base_url(&config.base_url)?;
        let mut headers = HeaderMap::new();
        let version = HeaderValue::from_static(VERSION);
        headers.insert(HeaderName::from_static("anthropic-version"), version);
        if let Some(key) = config.api_key.as_deref() {
            headers.insert(HeaderName::from_static("x-api-key"), key_header(key)?);
        }
        Ok(Self {
            http,
            messages: below(&base, &["v1", "messages"])?,
            models: below(&base, &["v1", "models"])?,
            headers,
            model: config.model.clone(),
            max_tokens: config.limits.max_step_tokens,
        })
    }
}

/// A conversation begins with the person and alternates; blank texts are refused.
fn messages(conversation: &[Item]) -> Vec<Value> {
    let mut messages: Vec<(&str, Vec<Value>)> = Vec::new();
    for item in conversation {
        let (role, blocks) = match item {
            Item::System(_) => continue,
            Item::User(text) => ("user", said(text)),
            Item::Assistant { text, calls } => {
                let mut blocks = said(text);
                blocks.extend(calls.iter().map(|call| {
                    let input = call.arguments.clone().unwrap_or_default();
                    json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": input })
                }));
                ("assistant", blocks)
            }
            Item::Results(results) => {
                let results = results.iter().map(|result| {
                    json!({
                        "type": "tool_result", "tool_use_id": result.id, "content": result.text,
                        "is_error": result.failed,
                    })
                });
                ("user", results.collect())
            }
        };
        match messages.last_mut() {
            _ if blocks.is_empty() => {}
            None if role == "assistant" => {}
            Some((last, all)) if *last == role => all.extend(blocks),
            _ => messages.push((role, blocks)),
        }
    }
    let message = |(role, content)| json!({ "role": role, "content": content });
    messages.into_iter().map(message).collect()
}

fn said(text: &str) -> Vec<Value> {
    if text.trim().is_empty() { Vec::new() } else { vec![json!({ "type": "text", "text": text })] }
}

#[async_trait]
impl ModelAccess for AnthropicAccess {
    async fn ask(&self, conversation: &[Item], tools: &[Spec]) -> Result<Said, AgentError> {
        let mut body = json!({
            "model": self.model,
            "max_tokens": self.max_tokens,
            "messages": messages(conversation),
        });
        if let Some(Item::System(system)) = conversation.first() {
            body["system"] = system.clone().into();
        }
        if !tools.is_empty() {
            let tools = tools.iter().map(|tool| {
                json!({
                    "name": tool.name, "description": tool.description,
                    "input_schema": tool.parameters,
                })
            });
            body["tools"] = tools.collect();
        }
        let call_to = self.http.post(self.messages.clone()).headers(self.headers.clone());
        let answer = send(call_to.json(&body)).await?;
        let Some(blocks) = answer["content"].as_array() else {
            return Err(AgentError::BadAnswer("it holds no content".to_owned()));
        };
        let mut said = Said {
            meta: Meta {
                model: answer["model"].as_str().map(str::to_owned),
                input_tokens: answer["usage"]["input_tokens"].as_u64(),
                output_tokens: answer["usage"]["output_tokens"].as_u64(),
            },
            ..Said::default()
        };
        for block in blocks {
            match block["type"].as_str() {
                Some("text") => said.text.push_str(block["text"].as_str().unwrap_or_default()),
                Some("tool_use") => said.calls.push(Call {
                    id: block["id"].as_str().unwrap_or_default().to_owned(),
                    name: block["name"].as_str().unwrap_or_default().to_owned(),
                    arguments: block["input"].as_object().cloned(),
                }),
                _ => {}
            }
        }
        Ok(said)
    }

    async fn check(&self) -> Result<(), AgentError> {
        let call = self.http.get(self.models.clone()).headers(self.headers.clone());
        http::sent(call).await.map(drop)
    }
}
