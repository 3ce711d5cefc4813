//! The loop: ask the model, call the tools it wants, and ask again, within bounds.

use super::access::{Item, ModelAccess, Said};
use super::config::BuiltInConfig;
use super::toolbox::Toolbox;
use crate::error::AgentError;
use crate::reading::Meta;

/// The words of the last step, and what all steps cost.
pub(super) async fn run(
    access: &dyn ModelAccess,
    config: &BuiltInConfig,
    toolbox: &mut Toolbox,
    mut conversation: Vec<Item>,
) -> Result<(String, Meta), AgentError> {
    let limits = config.limits;
    let mut total = Meta::default();
    let mut calls_left = limits.max_calls;
    for _ in 0..limits.max_steps.max(1) {
        let said = access.ask(&conversation, &toolbox.specs).await?;
        count(&mut total, &said.meta);
        if said.calls.is_empty() {
            return Ok((said.text, total));
        }
        if tokens(&total) >= limits.max_tokens {
            return Err(AgentError::Refused("it used up its tokens without an answer".to_owned()));
        }
        let wanted = u32::try_from(said.calls.len()).unwrap_or(u32::MAX);
        calls_left = calls_left.checked_sub(wanted).ok_or_else(|| {
            AgentError::Refused("it called too many tools without an answer".to_owned())
        })?;
        let Said { text, calls, .. } = said;
        let mut results = Vec::with_capacity(calls.len());
        for call in &calls {
            results.push(toolbox.call(call).await);
        }
        conversation.push(Item::Assistant { text, calls });
        conversation.push(Item::Results(results));
    }
    Err(AgentError::Refused("it called tools again and again without an answer".to_owned()))
}

fn tokens(meta: &Meta) -> u64 {
    meta.input_tokens.unwrap_or_default().saturating_add(meta.output_tokens.unwrap_or_default())
}

fn count(total: &mut Meta, step: &Meta) {
    let sum = |total: Option<u64>, step: Option<u64>| match (total, step) {
        (Some(total), Some(step)) => Some(total.saturating_add(step)),
        (known, None) | (None, known) => known,
    };
    total.input_tokens = sum(total.input_tokens, step.input_tokens);
    total.output_tokens = sum(total.output_tokens, step.output_tokens);
    if step.model.is_some() {
        total.model.clone_from(&step.model);
    }
}
