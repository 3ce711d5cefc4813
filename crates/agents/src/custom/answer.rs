//! Parsing an answer at the path that the options name.

use super::invalid;
use crate::error::AgentError;
use crate::options;
use crate::reading::{Step, Text, Wire, json};
use crate::sse::Event;
use jsonpath_rust::parser::model::JpQuery;
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use serde_json::{Map, Value};

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
    content: Option<JpQuery>,
    stream: Option<JpQuery>,
}

impl Paths {
    pub(super) fn from_options(given: &Map<String, Value>) -> Result<Self, AgentError> {
        let path = |name| {
            let text = options::text(given, name);
            let parsed = text.map(|text| parse_json_path(text.trim())).transpose();
            parsed
                .map_err(|_| invalid(&format!("{name} must be a JSONPath, such as $.answer.text")))
        };
        Ok(Self { content: path("responseContentPath")?, stream: path("responseStreamPath")? })
    }
}

pub(super) struct Answer<'a> {
    format: Format,
    paths: &'a Paths,
}

impl<'a> Answer<'a> {
    pub(super) const fn new(format: Format, paths: &'a Paths) -> Self {
        Self { format, paths }
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
        let path = self.paths.stream.as_ref().or(self.paths.content.as_ref());
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
                text.push(&found(path, &json(&event.data)?).unwrap_or_default())?;
            }
        }
        Ok(Step::More)
    }

    fn whole(&mut self, body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        if self.format == Format::Text {
            return Self::plain(body, text);
        }
        let value: Value = json(body)?;
        let content = match &self.paths.content {
            Some(path) => found(path, &value),
            None => usual(&value),
        };
        let content = content.ok_or_else(|| {
            AgentError::BadAnswer("nothing is at metadata.responseContentPath".to_owned())
        })?;
        text.push(&content)
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

fn found(path: &JpQuery, value: &Value) -> Option<String> {
    let found = js_path_process(path, value).ok()?;
    let texts: Vec<String> = found.into_iter().filter_map(|one| content(one.val())).collect();
    (!texts.is_empty()).then(|| texts.concat())
}

fn content(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
