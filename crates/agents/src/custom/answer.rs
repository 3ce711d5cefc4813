//! Parsing an answer at the path that the options name.

use super::invalid;
use super::path::{AnswerPath, content};
use crate::error::AgentError;
use crate::options;
use crate::reading::{Step, Text, Wire, json};
use crate::sse::Event;
use serde_json::{Map, Value};
use std::time::{Duration, Instant};

/// Time that paths may take in all events of a stream together.
const STREAM_TIME: Duration = Duration::from_secs(2);
/// Time for one event.
const EVENT_TIME: Duration = Duration::from_millis(200);

/// The usual paths of answers, without an option.
const USUAL: &[&str] = &["message", "reply", "response", "answer", "content", "text", "output"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Sse,
    Text,
}

impl Format {
    pub(super) fn from_options(given: &Map<String, Value>) -> Result<Self, AgentError> {
        match options::text(given, "responseFormat") {
            None | Some("json") => Ok(Self::Json),
            Some("sse") => Ok(Self::Sse),
            Some("text") => Ok(Self::Text),
            Some(_) => Err(invalid("responseFormat must be json, sse or text")),
        }
    }
}

/// The path of the text.
#[derive(Debug)]
pub(super) struct Paths {
    content: Option<AnswerPath>,
    stream: Option<AnswerPath>,
}

impl Paths {
    pub(super) fn from_options(given: &Map<String, Value>) -> Result<Self, AgentError> {
        let path = |name| {
            let text = options::text(given, name);
            text.map(|text| AnswerPath::parse(name, text)).transpose()
        };
        Ok(Self { content: path("responseContentPath")?, stream: path("responseStreamPath")? })
    }
}

pub(super) struct Answer<'a> {
    format: Format,
    paths: &'a Paths,
    /// A whole answer whose path is still to be followed.
    whole: Option<(&'a AnswerPath, Value)>,
    /// Time that is left for paths in events.
    time: Duration,
}

impl<'a> Answer<'a> {
    pub(super) const fn new(format: Format, paths: &'a Paths) -> Self {
        Self { format, paths, whole: None, time: STREAM_TIME }
    }

    /// Follows the path of a whole answer, which reading alone does not do.
    pub(super) async fn finish(&mut self, text: &mut Text<'_>) -> Result<(), AgentError> {
        let Some((path, value)) = self.whole.take() else { return Ok(()) };
        let found = path.find(value, text.limit()).await?;
        text.push(&found.ok_or_else(nothing_there)?)
    }

    fn found_in_event(
        &mut self,
        path: &AnswerPath,
        value: &Value,
        limit: usize,
    ) -> Result<Option<String>, AgentError> {
        let started = Instant::now();
        let found = path.find_in_event(value, limit, started + self.time.min(EVENT_TIME));
        self.time = self.time.saturating_sub(started.elapsed());
        found
    }

    fn plain(body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        let content = std::str::from_utf8(body)
            .map_err(|_| AgentError::BadAnswer("it is not UTF-8".to_owned()))?;
        text.push(content)
    }
}

impl Wire for Answer<'_> {
    fn event(&mut self, event: &Event, text: &mut Text<'_>) -> Result<Step, AgentError> {
        if event.data.trim_ascii() == b"[DONE]" {
            return Ok(Step::Done);
        }
        let paths = self.paths;
        let path = paths.stream.as_ref().or(paths.content.as_ref());
        match (self.format, path) {
            (Format::Text, _) => Self::plain(&event.data, text)?,
            // Without a path an event is a JSON string or plain text.
            (_, None) => match serde_json::from_slice::<Value>(&event.data) {
                Ok(value) => text.push(&usual(&value).unwrap_or_default())?,
                Err(_) => Self::plain(&event.data, text)?,
            },
            _ if event.data.trim_ascii().is_empty() => {}
            // Events of other kinds have nothing at this path.
            (_, Some(path)) => {
                let found = self.found_in_event(path, &json(&event.data)?, text.limit())?;
                text.push(&found.unwrap_or_default())?;
            }
        }
        Ok(Step::More)
    }

    fn whole(&mut self, body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        if self.format == Format::Text {
            return Self::plain(body, text);
        }
        let value: Value = json(body)?;
        match &self.paths.content {
            Some(path) => {
                self.whole = Some((path, value));
                Ok(())
            }
            None => text.push(&usual(&value).ok_or_else(nothing_there)?),
        }
    }

    /// The end of the stream is the end of the answer: not every API marks it.
    fn ended(&mut self, text: &mut Text<'_>) -> Result<(), AgentError> {
        if !text.has_begun() {
            return Err(AgentError::BadAnswer("the stream ended before the answer".to_owned()));
        }
        Ok(())
    }
}

fn usual(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => USUAL.iter().find_map(|name| content(members.get(*name)?)),
        _ => None,
    }
}

fn nothing_there() -> AgentError {
    AgentError::BadAnswer("nothing is at metadata.responseContentPath".to_owned())
}
