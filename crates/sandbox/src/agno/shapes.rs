//! The JSON of the versions.

use std::time::Duration;

use axum::response::Response;
use serde_json::{Value, json};

use crate::script::{paced, whole};

/// A version of agno.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Version {
    /// 1.7: the playground; streams of bare JSON objects.
    V1,
    /// 2.4.
    #[default]
    V2,
    /// 3.1.
    V3,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Agent,
    Team,
    Workflow,
}

impl Group {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "agents" => Some(Self::Agent),
            "teams" => Some(Self::Team),
            "workflows" => Some(Self::Workflow),
            _ => None,
        }
    }

    pub(super) const fn only_id(self) -> &'static str {
        match self {
            Self::Agent => "echo-agent",
            Self::Team => "echo-team",
            Self::Workflow => "echo-flow",
        }
    }

    const fn id_name(self) -> &'static str {
        match self {
            Self::Agent => "agent_id",
            Self::Team => "team_id",
            Self::Workflow => "workflow_id",
        }
    }

    pub(super) fn catalogue(self, version: Version) -> Value {
        let id_name = if version == Version::V1 { self.id_name() } else { "id" };
        match self {
            Self::Agent => json!([{
                id_name: self.only_id(), "name": "Echo", "description": "Returns the text",
                "model": { "name": "OpenAIChat" },
            }]),
            Self::Team => {
                json!([{ id_name: self.only_id(), "name": "Echo Team", "mode": "coordinate" }])
            }
            Self::Workflow => {
                json!([{ id_name: self.only_id(), "name": "Echo Flow", "description": null }])
            }
        }
    }
}

/// A run that is to be answered.
pub(super) struct PendingRun {
    pub(super) version: Version,
    pub(super) group: Group,
    pub(super) run_id: String,
    pub(super) session: String,
}

impl PendingRun {
    fn common(&self) -> Value {
        json!({
            "run_id": self.run_id,
            "session_id": self.session,
            self.group.id_name(): self.group.only_id(),
            "created_at": 1_767_323_045,
        })
    }

    fn metrics(&self) -> Value {
        match self.version {
            // Per message of the run, in lists.
            Version::V1 => {
                json!({ "input_tokens": [1, 2], "output_tokens": [5], "time": [0.01] })
            }
            Version::V2 | Version::V3 => {
                json!({ "input_tokens": 3, "output_tokens": 5, "total_tokens": 8, "duration": 0.01 })
            }
        }
    }

    pub(super) async fn whole(&self, answer: &str, gap: Duration, broken: bool) -> Response {
        let body = merged(
            self.common(),
            json!({
                "content": answer, "content_type": "str", "status": "COMPLETED",
                "model": "sandbox-1", "metrics": self.metrics(), "messages": [],
            }),
        );
        whole(&body, answer, gap, broken).await
    }

    pub(super) async fn error(&self, message: &str, streams: bool) -> Response {
        let failed = json!({ "content": message, "error_type": "model_provider_error" });
        if streams {
            let frames = vec![self.frame("Started", json!({})), self.frame("Error", failed)];
            return paced("text/event-stream", frames, Duration::ZERO, false);
        }
        let body = merged(merged(self.common(), failed), json!({ "status": "ERROR" }));
        whole(&body, "", Duration::ZERO, false).await
    }

    pub(super) fn stream(&self, answer: &str, gap: Duration, broken: bool) -> Response {
        let mut frames = vec![self.frame("Started", json!({ "model": "sandbox-1" }))];
        match (self.version, self.group) {
            // A workflow of agno 1.x streams its text and ends with the stream.
            (Version::V1, Group::Workflow) => {
                frames.extend(self.words(answer));
                return paced("text/event-stream", frames, gap, broken);
            }
            // Later ones report their steps.
            (_, Group::Workflow) => {
                let step = json!({ "step_name": "echo", "content": answer });
                frames.push(self.named("StepStarted", json!({ "step_name": "echo" })));
                frames.push(self.named("StepCompleted", step));
            }
            (_, Group::Team) => {
                // A member's text is not the team's answer.
                let member = json!({
                    "content": "a member mumbles", "agent_id": "member", "run_id": "run-member",
                    "parent_run_id": self.run_id,
                });
                frames.push(self.named("RunContent", member));
                frames.extend(self.words(answer));
            }
            (_, Group::Agent) => {
                frames.push(self.frame("Reasoning", json!({ "content": "hm" })));
                frames.extend(self.words(answer));
                frames.push(self.frame("ContentCompleted", json!({})));
            }
        }
        frames.push(self.frame(
            "Completed",
            json!({ "content": answer, "status": "COMPLETED", "metrics": self.metrics() }),
        ));
        paced("text/event-stream", frames, gap, broken)
    }

    fn words<'a>(&'a self, answer: &'a str) -> impl Iterator<Item = String> + 'a {
        let delta = if self.version == Version::V1 { "ResponseContent" } else { "Content" };
        answer.split_inclusive(' ').map(move |word| match (self.version, self.group) {
            (Version::V1, Group::Workflow) => self.named("RunResponse", json!({ "content": word })),
            _ => self.frame(delta, json!({ "content": word })),
        })
    }

    fn frame(&self, name: &str, data: Value) -> String {
        let prefix = match self.group {
            Group::Agent => "Run",
            Group::Team => "TeamRun",
            Group::Workflow => "Workflow",
        };
        self.named(&format!("{prefix}{name}"), data)
    }

    fn named(&self, name: &str, data: Value) -> String {
        let data = merged(merged(self.common(), json!({ "event": name })), data);
        match self.version {
            Version::V1 => data.to_string(),
            Version::V2 | Version::V3 => format!("event: {name}\ndata: {data}\n\n"),
        }
    }
}

fn merged(mut all: Value, more: Value) -> Value {
    if let (Value::Object(all), Value::Object(more)) = (&mut all, more) {
        all.extend(more);
    }
    all
}
