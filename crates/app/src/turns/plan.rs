//! From an answer's text to the messages it will be.

use super::split::split;
use crate::app::App;
use crate::error::Error;
use omni_domain::instance::Instance;
use omni_domain::message::Message;
use omni_domain::turn::{ReplyPart, ReplyPlan};

/// The plan of a whole answer to a turn whose last message is `last`; `None` if it is empty.
pub(crate) fn whole(
    app: &App,
    instance: &Instance,
    last: Option<&Message>,
    words: &str,
) -> Result<Option<ReplyPlan>, Error> {
    let texts =
        split(words, instance.config.messaging.enable_auto_split, app.config.limits.text_chars);
    if texts.is_empty() {
        return Ok(None);
    }
    let mut plan = ReplyPlan { complete: true, ..empty(instance, last) };
    for text in texts {
        plan.parts.push(part(app, instance, text, plan.parts.is_empty())?);
    }
    Ok(Some(plan))
}

/// A plan without parts.
pub(crate) fn empty(instance: &Instance, last: Option<&Message>) -> ReplyPlan {
    let quoted = last.filter(|_| instance.config.conversation.quote_first);
    ReplyPlan { quotes: quoted.map(|last| last.external_id.clone()), ..ReplyPlan::default() }
}

/// A planned message, with the ids it will have.
pub(crate) fn part(
    app: &App,
    instance: &Instance,
    text: String,
    is_first: bool,
) -> Result<ReplyPart, Error> {
    let messaging = &instance.config.messaging;
    let pauses = messaging.split_delay_min_ms..=messaging.split_delay_max_ms;
    let pause_ms = if is_first || pauses.is_empty() { 0 } else { rand::random_range(pauses) };
    Ok(ReplyPart {
        message_id: app.env.id(),
        external_id: app.channel(instance.channel)?.new_message_id(),
        text,
        pause_ms,
    })
}
