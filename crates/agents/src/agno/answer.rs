//! Parsing a run.

use super::Group;
use crate::error::AgentError;
use crate::reading::{Meta, Step, Text, Wire, json};
use crate::sse::Event;
use serde_json::Value;

/// What has been read so far, besides the text.
pub(super) struct Answer {
    group: Group,
    meta: Meta,
    /// The output of the last step of a workflow: its answer, if its end repeats none.
    step: Option<String>,
    /// The output of a workflow of agno 1.x so far. Its end is the end of the stream.
    old: String,
}

/// The meaning of an event.
enum Kind {
    Started,
    Delta,
    Completed,
    Failed,
    Cancelled,
    Paused,
    Step,
    /// A piece of a workflow's answer in agno 1.x.
    Old,
    Nothing,
}

impl Answer {
    pub(super) fn new(group: Group) -> Self {
        Self { group, meta: Meta::default(), step: None, old: String::new() }
    }

    pub(super) fn into_meta(self) -> Meta {
        self.meta
    }

    fn kind(&self, name: &str, run: &Value) -> Kind {
        // The output of a team's member is for the team.
        let member = self.group != Group::Workflow && run["parent_run_id"].is_string();
        if member {
            return Kind::Nothing;
        }
        match self.group {
            Group::Agent => run_kind(name),
            Group::Team => match name.strip_prefix("Team") {
                Some(name) => run_kind(name),
                // Before agno 1.6 teams had no names of their own.
                None if run["team_id"].is_string() && !run["agent_id"].is_string() => {
                    run_kind(name)
                }
                None => Kind::Nothing,
            },
            Group::Workflow => match name {
                "WorkflowCompleted" => Kind::Completed,
                "WorkflowError" => Kind::Failed,
                "WorkflowCancelled" => Kind::Cancelled,
                "StepOutput" | "StepCompleted" => Kind::Step,
                "RunResponse" | "RunResponseContent" => Kind::Old,
                _ => Kind::Nothing,
            },
        }
    }

    fn take_meta(&mut self, run: &Value) {
        if let Some(model) = run["model"].as_str().filter(|model| !model.is_empty()) {
            self.meta.model = Some(model.to_owned());
        }
        let metrics = &run["metrics"];
        self.meta.input_tokens = tokens(&metrics["input_tokens"]).or(self.meta.input_tokens);
        self.meta.output_tokens = tokens(&metrics["output_tokens"]).or(self.meta.output_tokens);
    }

    /// Deltas are the text; an end that repeats it is used only if there were none.
    fn complete(&mut self, run: &Value, text: &mut Text<'_>) -> Result<(), AgentError> {
        if text.is_blank() {
            let words = content(run).or_else(|| self.step.take());
            text.push(words.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

impl Wire for Answer {
    fn event(&mut self, event: &Event, text: &mut Text<'_>) -> Result<Step, AgentError> {
        if event.data.trim_ascii().is_empty() {
            return Ok(Step::More);
        }
        let run: Value = json(&event.data)?;
        let name = run["event"].as_str().or(event.name.as_deref()).unwrap_or_default();
        match self.kind(name, &run) {
            Kind::Started => self.take_meta(&run),
            Kind::Delta => {
                self.take_meta(&run);
                text.push(&content(&run).unwrap_or_default())?;
            }
            Kind::Completed => {
                self.take_meta(&run);
                self.complete(&run, text)?;
                return Ok(Step::Finished);
            }
            Kind::Step => self.step = content(&run).or(self.step.take()),
            Kind::Old => self.old.push_str(&content(&run).unwrap_or_default()),
            Kind::Failed => return Err(failed(&run)),
            Kind::Cancelled => return Err(cancelled()),
            Kind::Paused => return Err(paused()),
            Kind::Nothing => {}
        }
        // The text itself is bounded as it is pushed; what is kept besides it here is not.
        if self.old.len() > text.limit() {
            return Err(AgentError::TooLarge { limit: text.limit() });
        }
        Ok(Step::More)
    }

    fn whole(&mut self, body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        let run: Value = json(body)?;
        if !run.is_object() {
            return Err(AgentError::BadAnswer("JSON of another shape".to_owned()));
        }
        match run["status"].as_str().unwrap_or_default().to_ascii_uppercase().as_str() {
            "ERROR" | "FAILED" => return Err(failed(&run)),
            "CANCELLED" => return Err(cancelled()),
            "PAUSED" => return Err(paused()),
            "PENDING" | "RUNNING" => {
                return Err(AgentError::BadAnswer("the run has not ended".to_owned()));
            }
            _ => {}
        }
        if run.get("content").is_none() {
            return Err(AgentError::BadAnswer("it holds no content".to_owned()));
        }
        self.take_meta(&run);
        self.complete(&run, text)
    }

    fn ended(&mut self, text: &mut Text<'_>) -> Result<(), AgentError> {
        if !self.old.is_empty() {
            return text.push(&std::mem::take(&mut self.old));
        }
        Err(AgentError::BadAnswer("the stream ended before the answer".to_owned()))
    }
}

/// The names of agno 1.x, 2.x and 3.x. Reasoning, tools, memories and intermediate content are not
/// for the person.
fn run_kind(name: &str) -> Kind {
    match name {
        "RunStarted" => Kind::Started,
        "RunContent" | "RunResponseContent" | "RunResponse" => Kind::Delta,
        "RunCompleted" => Kind::Completed,
        "RunError" => Kind::Failed,
        "RunCancelled" => Kind::Cancelled,
        "RunPaused" => Kind::Paused,
        _ => Kind::Nothing,
    }
}

/// The content as text; structured output is its JSON.
fn content(run: &Value) -> Option<String> {
    match &run["content"] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Agno 1.x counts per message, in a list.
fn tokens(value: &Value) -> Option<u64> {
    match value {
        Value::Array(counts) => Some(counts.iter().filter_map(Value::as_u64).sum()),
        other => other.as_u64(),
    }
}

/// The message of a failed run quotes the request; its type does not.
fn failed(run: &Value) -> AgentError {
    let code = run["error_type"].as_str().filter(|code| crate::http::is_code(code));
    AgentError::BadAnswer(match code {
        Some(code) => format!("the run failed ({code})"),
        None => "the run failed".to_owned(),
    })
}

fn cancelled() -> AgentError {
    AgentError::Refused("the run was cancelled at the agent's side".to_owned())
}

fn paused() -> AgentError {
    AgentError::Refused("the run waits for a confirmation, which cannot be given here".to_owned())
}
