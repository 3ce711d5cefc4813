//! Any HTTP API, described by options.
//!
//! Options: `requestMethod` (`POST` or `GET`), `requestPath`, `requestContentType`
//! (`application/json` or `multipart/form-data`), `requestTemplate` (JSON, as text or as it is,
//! with the placeholders of `template.rs`), `responseFormat` (`json`, `sse` or `text`),
//! `responseContentPath` and `responseStreamPath` (RFC 9535, such as `$.answer.text`),
//! `sessionMode` (`header`, `body`,
//! `query` or `none`) and `sessionParamName`, `supportsImages` and its kin, `imageFormat` (`url` or
//! `base64`), `imagePath` (where pictures are put, such as `$.input.images`), `healthPath`,
//! `authType` and `authHeader`.

mod answer;
mod metered;
mod path;
mod template;

use crate::address::at;
use crate::client::OnDelta;
use crate::directory::{AgentDirectory, ProviderAddress};
use crate::endpoint::AgentEndpoint;
use crate::error::AgentError;
use crate::options::{self, Takes};
use crate::protocol::Protocol;
use crate::question::{AgentOutcome, Question};
use crate::reading::{self, Text};
use crate::request::AgentReply;
use crate::{attachment, body, http};
use answer::{Answer, Format, Paths};
use async_trait::async_trait;
use omni_domain::provider::ProviderKind;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::{Body, RequestBuilder};
use serde_json::Value;
use std::time::Instant;
use template::{Filled, Template};
use url::Url;

/// The protocol's name.
pub(crate) const KIND: &str = "custom";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    Query,
    Json,
    Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SessionMode {
    Header,
    Body,
    Query,
    None,
}

/// A client of one API.
#[derive(Debug)]
pub(crate) struct Custom {
    http: reqwest::Client,
    url: Url,
    headers: HeaderMap,
    sending: Sending,
    template: Template,
    session: (SessionMode, String),
    format: Format,
    paths: Paths,
    takes: Takes,
    address: ProviderAddress,
}

fn invalid(why: &str) -> AgentError {
    AgentError::Invalid(format!("metadata.{why}"))
}

impl Custom {
    pub(crate) fn new(http: reqwest::Client, endpoint: &AgentEndpoint) -> Result<Self, AgentError> {
        let given = &endpoint.options;
        let text = |name| options::text(given, name);
        let mut headers = HeaderMap::new();
        if let Some(key) = endpoint.api_key.as_deref() {
            options::authorize(given, key, &mut headers)?;
        }
        let sending = match (text("requestMethod"), text("requestContentType")) {
            (Some(method), _) if method.eq_ignore_ascii_case("GET") => Sending::Query,
            (Some(method), _) if !method.eq_ignore_ascii_case("POST") => {
                return Err(invalid("requestMethod must be POST or GET"));
            }
            (_, None | Some("application/json")) => Sending::Json,
            (_, Some("multipart/form-data")) => Sending::Form,
            _ => {
                return Err(invalid(
                    "requestContentType must be application/json or multipart/form-data",
                ));
            }
        };
        let mode = match text("sessionMode") {
            None | Some("none") => SessionMode::None,
            Some("header") => SessionMode::Header,
            Some("body") => SessionMode::Body,
            Some("query") => SessionMode::Query,
            Some(_) => return Err(invalid("sessionMode must be header, body, query or none")),
        };
        let name = text("sessionParamName").unwrap_or(match mode {
            SessionMode::Header => "x-session-id",
            _ => "session_id",
        });
        Ok(Self {
            http,
            url: at(&endpoint.base_url, text("requestPath").unwrap_or_default())?,
            headers,
            sending,
            template: Template::from_options(given, endpoint.agent_id.as_deref())?,
            session: (mode, name.to_owned()),
            format: Format::from_options(given)?,
            paths: Paths::from_options(given)?,
            takes: Takes::from_options(given, Takes::NOTHING),
            address: ProviderAddress {
                kind: ProviderKind::Custom,
                base_url: endpoint.base_url.clone(),
                api_key: endpoint.api_key.clone(),
                options: given.clone(),
            },
        })
    }

    async fn send(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError> {
        let started = Instant::now();
        let sorted =
            attachment::sort(&question.attachments, question.max_attachment_bytes, |kind| {
                self.takes(kind)
            });
        let filled = self.template.fill(question, &sorted)?;
        let response = http::sent(self.call(question, filled)?).await?;
        let mut text = Text::new(question.request.max_reply_bytes, on_delta);
        let mut answer = Answer::new(self.format, &self.paths);
        reading::read(response, self.format == Format::Sse, &mut answer, &mut text).await?;
        answer.finish(&mut text).await?;
        text.into_reply(reading::Meta::default(), started.elapsed())
    }

    fn call(
        &self,
        question: &Question,
        mut filled: Filled<'_>,
    ) -> Result<RequestBuilder, AgentError> {
        let (mode, name) = &self.session;
        let session = &question.request.session_id;
        let mut url = self.url.clone();
        let mut headers = self.headers.clone();
        match mode {
            SessionMode::None => {}
            SessionMode::Query => {
                url.query_pairs_mut().append_pair(name, session);
            }
            SessionMode::Body => {
                if let Value::Object(members) = &mut filled.body {
                    members.insert(name.clone(), session.clone().into());
                }
            }
            SessionMode::Header => {
                let name = HeaderName::try_from(name.as_str())
                    .map_err(|_| invalid("sessionParamName names no HTTP header"))?;
                let value = HeaderValue::from_str(session)
                    .map_err(|_| invalid("sessionMode cannot be header for this session"))?;
                headers.insert(name, value);
            }
        }
        match self.sending {
            Sending::Query => {
                for (name, value) in members(&filled.body) {
                    url.query_pairs_mut().append_pair(name, &value);
                }
                Ok(self.http.get(url).headers(headers))
            }
            Sending::Json => {
                body::with_json(self.http.post(url).headers(headers), &filled.body, &filled.files)
            }
            Sending::Form => Ok(self.http.post(url).headers(headers).multipart(form(&filled)?)),
        }
    }
}

/// The members of the filled template, as texts.
fn members(body: &Value) -> impl Iterator<Item = (&str, String)> {
    body.as_object().into_iter().flatten().map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (name.as_str(), text)
    })
}

fn form(filled: &Filled<'_>) -> Result<Form, AgentError> {
    let mut form = Form::new();
    for (name, value) in members(&filled.body) {
        form = form.text(name.to_owned(), value);
    }
    for file in &filled.files {
        let body = Body::wrap_stream(body::sized(file));
        let part = Part::stream_with_length(body, file.size).file_name(file.name.clone());
        let part = part
            .mime_str(&file.essence())
            .map_err(|_| AgentError::Invalid("a file's MIME type cannot be sent".to_owned()))?;
        form = form.part("files", part);
    }
    Ok(form)
}

#[async_trait]
impl Protocol for Custom {
    fn name(&self) -> &'static str {
        KIND
    }

    fn takes(&self, mime_type: &str) -> bool {
        // A query cannot contain files.
        self.sending != Sending::Query && self.takes.takes(mime_type)
    }

    fn reads_prompt(&self) -> bool {
        // A query is too short for them.
        self.sending != Sending::Query && self.template.has_prompt()
    }

    async fn converse(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError> {
        self.send(question, on_delta).await.map(AgentOutcome::Answered)
    }

    async fn probe(&self) -> Result<(), AgentError> {
        AgentDirectory::new(self.http.clone()).ask_health(&self.address).await
    }
}
