//! Parsing an answer.

use super::wire::{Completion, Usage};
use crate::error::AgentError;
use crate::reading::{Meta, Step, Text, Wire, json};
use crate::sse::Event;

/// What has been read so far, besides the text.
#[derive(Default)]
pub(super) struct Answer {
    model: Option<String>,
    usage: Option<Usage>,
    any_choice: bool,
    finished: bool,
}

impl Wire for Answer {
    fn event(&mut self, event: &Event, text: &mut Text<'_>) -> Result<Step, AgentError> {
        let data = event.data.trim_ascii();
        if data == b"[DONE]" {
            return Ok(Step::Done);
        }
        if !data.is_empty() {
            self.take(data, text)?;
        }
        Ok(if self.finished { Step::Finished } else { Step::More })
    }

    fn whole(&mut self, body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        self.take(body, text)
    }
}

impl Answer {
    /// What the answer holds besides the text; an error if there was no answer at all.
    pub(super) fn meta(self) -> Result<Meta, AgentError> {
        if !self.any_choice {
            return Err(AgentError::BadAnswer("it holds no choice".to_owned()));
        }
        Ok(Meta {
            model: self.model,
            input_tokens: self.usage.as_ref().and_then(|usage| usage.prompt_tokens),
            output_tokens: self.usage.as_ref().and_then(|usage| usage.completion_tokens),
        })
    }

    /// Takes one JSON document.
    fn take(&mut self, document: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        let completion: Completion = json(document)?;
        if completion.error.is_some() {
            return Err(AgentError::BadAnswer("the agent reported an error".to_owned()));
        }
        self.model = completion.model.or(self.model.take());
        self.usage = completion.usage.or(self.usage.take());
        let first = completion.choices.into_iter().flatten().find(|choice| choice.index == 0);
        let Some(choice) = first else { return Ok(()) };
        self.any_choice = true;
        self.finished |= choice.finished();
        if choice.is_refusal() {
            text.decline();
        }
        text.push(&choice.into_text())
    }
}
