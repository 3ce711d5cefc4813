//! Agno's `AgentOS` 1.x, 2.x and 3.x: agents, teams and workflows (checked
//! against agno 1.7.6, 2.4.8 and 3.1.10).
//!
//! Options: `agentType` (`agent`, `team` or `workflow`; else the server is asked), `fields` (an
//! object of further form fields), `authType` and `authHeader` as in `custom`, `version` (1 for the
//! playground of agno 1.x, whose workflows take JSON), `inputName` (the name of the message in
//! such a workflow), and `supportsImages` and its kin.

mod answer;
mod run;

use crate::address::base_url;
use crate::attachment;
use crate::client::OnDelta;
use crate::directory::{AgentDirectory, ProviderAddress};
use crate::endpoint::AgentEndpoint;
use crate::error::AgentError;
use crate::options::{self, Takes};
use crate::protocol::Protocol;
use crate::question::{AgentOutcome, Question};
use crate::reading::{self, Text};
use crate::request::AgentReply;
use answer::Answer;
use async_trait::async_trait;
use omni_domain::provider::ProviderKind;
use reqwest::header::HeaderMap;
use run::Run;
use serde_json::{Map, Value};
use std::time::Instant;
use url::Url;

/// The protocol's name.
pub(crate) const KIND: &str = "agno";

/// What a server can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Agent,
    Team,
    Workflow,
}

impl Group {
    const fn path(self) -> &'static str {
        match self {
            Self::Agent => "agents",
            Self::Team => "teams",
            Self::Workflow => "workflows",
        }
    }

    fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "agent" | "agents" => Some(Self::Agent),
            "team" | "teams" => Some(Self::Team),
            "workflow" | "workflows" => Some(Self::Workflow),
            _ => None,
        }
    }
}

/// A client of one agent, team or workflow.
#[derive(Debug)]
pub(crate) struct Agno {
    http: reqwest::Client,
    base: Url,
    headers: HeaderMap,
    /// None: the one that has the id.
    group: Option<Group>,
    id: String,
    takes: Takes,
    options: Map<String, Value>,
    address: ProviderAddress,
}

impl Agno {
    pub(crate) fn new(http: reqwest::Client, endpoint: &AgentEndpoint) -> Result<Self, AgentError> {
        let id = endpoint.agent_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let id = id.ok_or_else(|| {
            AgentError::Invalid("an AgentOS needs an agent id: set agentId".to_owned())
        })?;
        let prefixed = id.split_once(':').and_then(|(group, id)| Some((Group::named(group)?, id)));
        let (group, id) = match prefixed {
            Some((group, id)) => (Some(group), id),
            None => (options::text(&endpoint.options, "agentType").and_then(Group::named), id),
        };
        let mut headers = HeaderMap::new();
        if let Some(key) = endpoint.api_key.as_deref() {
            options::authorize(&endpoint.options, key, &mut headers)?;
        }
        Ok(Self {
            http,
            base: base_url(&endpoint.base_url)?,
            headers,
            group,
            id: id.to_owned(),
            takes: Takes::from_options(&endpoint.options, Takes::ALL),
            options: endpoint.options.clone(),
            address: ProviderAddress {
                kind: ProviderKind::Agno,
                base_url: endpoint.base_url.clone(),
                api_key: endpoint.api_key.clone(),
                options: endpoint.options.clone(),
            },
        })
    }

    async fn send(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError> {
        let started = Instant::now();
        let stream = question.request.streaming;
        let (group, response) = self.start(question, stream).await?;
        let mut text = Text::new(question.request.max_reply_bytes, on_delta);
        let mut answer = Answer::new(group);
        reading::read(response, stream, &mut answer, &mut text).await?;
        text.into_reply(answer.into_meta(), started.elapsed())
    }

    /// Starts the run. Where the options do not name the type of the id, agents, teams and
    /// workflows are tried in turn.
    async fn start(
        &self,
        question: &Question,
        stream: bool,
    ) -> Result<(Group, reqwest::Response), AgentError> {
        let groups = match self.group {
            Some(group) => vec![group],
            None => vec![Group::Agent, Group::Team, Group::Workflow],
        };
        let mut unknown = AgentError::Status { status: 404, reason: None };
        for group in groups {
            let sorted = attachment::sort(
                &question.attachments,
                question.max_attachment_bytes,
                // Workflows accept no files.
                |kind| group != Group::Workflow && self.takes.takes(kind) && run::takes(kind),
            );
            let run = Run { agno: self, group, question, stream, sorted: &sorted };
            match run.start().await {
                Ok(response) => return Ok((group, response)),
                Err(error @ AgentError::Status { status: 404, .. }) => unknown = error,
                Err(error) => return Err(error),
            }
        }
        Err(unknown)
    }
}

#[async_trait]
impl Protocol for Agno {
    fn name(&self) -> &'static str {
        KIND
    }

    fn takes(&self, mime_type: &str) -> bool {
        self.group != Some(Group::Workflow) && self.takes.takes(mime_type) && run::takes(mime_type)
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
