//! The loop: request the model, call the tools it selects, and request again, within bounds.

use super::access::{ModelAccess, is_refusal};
use super::config::BuiltInConfig;
use super::toolbox::Toolbox;
use crate::error::AgentError;
use crate::reading::Meta;
use rig_core::completion::CompletionResponse;
use rig_core::message::{AssistantMessage, Message, UserContent};

/// The text of the last step, and the cost of all steps.
pub(super) async fn run(
    access: &ModelAccess,
    config: &BuiltInConfig,
    toolbox: &mut Toolbox,
    mut conversation: Vec<Message>,
) -> Result<(String, Meta), AgentError> {
    let limits = config.limits;
    let mut total = Meta::default();
    let mut calls_left = limits.max_calls;
    for _ in 0..limits.max_steps.max(1) {
        let answer = access.ask(&conversation, &toolbox.specs).await?;
        count(&mut total, &answer);
        let calls: Vec<_> = answer.tool_calls().collect();
        if calls.is_empty() {
            let words = if is_refusal(&answer) { String::new() } else { answer.text() };
            return Ok((words, total));
        }
        if tokens(&total) >= limits.max_tokens {
            return Err(AgentError::Refused("it used up its tokens without an answer".to_owned()));
        }
        let wanted = u32::try_from(calls.len()).unwrap_or(u32::MAX);
        calls_left = calls_left.checked_sub(wanted).ok_or_else(|| {
            AgentError::Refused("it called too many tools without an answer".to_owned())
        })?;
        let mut results = Vec::with_capacity(calls.len());
        for call in calls {
            results.push(UserContent::ToolResult(toolbox.call(call).await));
        }
        // With its reasoning, which some models require back; and as a successful turn, because the
        // library leaves others out.
        let turn = AssistantMessage::rolled_back(Some(answer.origin), answer.choice);
        conversation.push(Message::Assistant(turn));
        conversation.push(Message::User { content: results });
    }
    Err(AgentError::Refused("it called tools repeatedly without an answer".to_owned()))
}

fn tokens(meta: &Meta) -> u64 {
    meta.input_tokens.unwrap_or_default().saturating_add(meta.output_tokens.unwrap_or_default())
}

fn count(total: &mut Meta, answer: &CompletionResponse) {
    let sum = |total: Option<u64>, step: Option<u64>| match (total, step) {
        (Some(total), Some(step)) => Some(total.saturating_add(step)),
        (known, None) | (None, known) => known,
    };
    total.input_tokens = sum(total.input_tokens, answer.usage.input_tokens);
    total.output_tokens = sum(total.output_tokens, answer.usage.output_tokens);
    if let Some(model) = answer.model() {
        total.model = Some(model.to_owned());
    }
}
