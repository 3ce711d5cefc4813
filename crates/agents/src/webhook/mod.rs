//! One address that takes each message as JSON.
//!
//! Option `mode`: `round-trip` (the default; the response is the answer) or `fire-and-forget` (the
//! response only acknowledges the message; the answer follows to the message's `replyEndpoint`).
//! A round trip that has a `replyEndpoint` is deferred as well when it is answered with 202, with
//! 204 or without a body.

mod answer;

use crate::address::{base_url, bearer};
use crate::client::OnDelta;
use crate::endpoint::AgentEndpoint;
use crate::error::AgentError;
use crate::options;
use crate::protocol::Protocol;
use crate::question::{AgentOutcome, Question};
use crate::reading::{self, Text, Wire as _};
use crate::{attachment, http};
use async_trait::async_trait;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Instant;
use url::Url;

/// The protocol's name.
pub(crate) const KIND: &str = "webhook";

/// A client of one address.
#[derive(Debug)]
pub(crate) struct Webhook {
    http: reqwest::Client,
    url: Url,
    headers: HeaderMap,
    fire_and_forget: bool,
}

impl Webhook {
    pub(crate) fn new(http: reqwest::Client, endpoint: &AgentEndpoint) -> Result<Self, AgentError> {
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static("x-omni-provider");
        headers.insert(name, HeaderValue::from_static(KIND));
        if let Some(key) = endpoint.api_key.as_deref() {
            headers.insert(AUTHORIZATION, bearer(key)?);
        }
        let mode = options::text(&endpoint.options, "mode").unwrap_or("round-trip");
        let fire_and_forget = match mode {
            "round-trip" => false,
            "fire-and-forget" => true,
            _ => {
                return Err(AgentError::Invalid(
                    "metadata.mode must be `round-trip` or `fire-and-forget`".to_owned(),
                ));
            }
        };
        Ok(Self { http, url: base_url(&endpoint.base_url)?, headers, fire_and_forget })
    }

    async fn send(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError> {
        let started = Instant::now();
        let can_defer = question.context.reply_url.is_some();
        if self.fire_and_forget && !can_defer {
            return Err(AgentError::Invalid(
                "a webhook that answers later needs an address to answer to".to_owned(),
            ));
        }
        let call = self.http.post(self.url.clone()).headers(self.headers.clone());
        let response = http::sent(call.json(&message(question))).await?;
        let later = matches!(response.status(), StatusCode::ACCEPTED | StatusCode::NO_CONTENT);
        if self.fire_and_forget || (later && can_defer) {
            return Ok(AgentOutcome::Deferred);
        }
        let mut text = Text::new(question.request.max_reply_bytes, on_delta);
        match reading::read(response, false, &mut answer::Answer, &mut text).await {
            Err(AgentError::EmptyAnswer) if can_defer => return Ok(AgentOutcome::Deferred),
            read => read?,
        }
        let reply = text.into_reply(reading::Meta::default(), started.elapsed())?;
        Ok(AgentOutcome::Answered(reply))
    }
}

/// The text of a late answer, to the message's `replyEndpoint`: the whole of what a response may
/// contain. An empty one is an error.
pub fn read_late_answer(body: &[u8], max_bytes: usize) -> Result<String, AgentError> {
    let mut ignore = |_: &str| {};
    let mut text = Text::new(max_bytes, &mut ignore);
    answer::Answer.whole(body, &mut text)?;
    let words = text.into_content()?;
    if words.is_empty() { Err(AgentError::EmptyAnswer) } else { Ok(words) }
}

/// The message as JSON. Files are sent as names, types and, where there is one, an address.
fn message(question: &Question) -> Value {
    let context = &question.context;
    let sorted = attachment::sort(&question.attachments, u64::MAX, |_| false);
    let files: Vec<Value> = question
        .attachments
        .iter()
        .map(|file| {
            json!({
                "name": file.name, "mimeType": file.essence(), "size": file.size, "url": file.url,
            })
        })
        .collect();
    json!({
        "event": {
            "id": context.event_id,
            "type": context.event_type.as_deref().unwrap_or("message.received"),
            "timestamp": context.at,
        },
        "instance": {
            "id": context.instance_id,
            "channelType": context.channel,
            "name": context.instance_name,
        },
        "chat": { "id": context.chat_id },
        "sender": {
            "id": context.sender.id,
            "name": context.sender.name,
            "personId": context.sender.person_id,
        },
        "content": { "text": sorted.text(question.message()), "files": files },
        "sessionId": question.request.session_id,
        "traceId": context.trace_id,
        "replyEndpoint": context.reply_url,
    })
}

#[async_trait]
impl Protocol for Webhook {
    fn name(&self) -> &'static str {
        KIND
    }

    /// By name, type and, if there is one, address.
    fn takes(&self, _mime_type: &str) -> bool {
        true
    }

    fn may_defer(&self) -> bool {
        true
    }

    async fn converse(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError> {
        self.send(question, on_delta).await
    }

    /// `HEAD`; an address that only takes `POST` was reached all the same.
    async fn probe(&self) -> Result<(), AgentError> {
        let call = self.http.request(Method::HEAD, self.url.clone());
        match http::sent(call.headers(self.headers.clone())).await {
            Ok(_) | Err(AgentError::Status { status: 405 | 501, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
