//! From an answer's text to the messages it will be.

use super::split::split;
use crate::app::App;
use crate::error::Error;
use omni_domain::instance::Instance;
use omni_domain::message::Message;
use omni_domain::turn::{ReplyPart, ReplyPlan};

/// The plan of a whole answer to a turn whose last message is `last`; `None` if the agent says
/// nothing.
pub(crate) fn whole(
    app: &App,
    instance: &Instance,
    last: Option<&Message>,
    words: &str,
) -> Result<Option<ReplyPlan>, Error> {
    let mut texts =
        split(words, instance.config.messaging.enable_auto_split, app.config.limits.text_chars);
    texts.retain(|text| !is_silence(instance, text));
    if texts.is_empty() {
        return Ok(None);
    }
    let mut plan = ReplyPlan { complete: true, ..empty(instance, last) };
    for text in texts {
        plan.parts.push(part(app, instance, text, plan.parts.is_empty())?);
    }
    Ok(Some(plan))
}

/// Whether a part is the instance's word for saying nothing, as models write it: also in
/// backquotes, emphasized or with a full stop.
pub(crate) fn is_silence(instance: &Instance, text: &str) -> bool {
    is_word_alone(&instance.config.conversation.silence_word, text)
}

fn is_word_alone(word: &str, text: &str) -> bool {
    let (word, text) = (word.trim(), text.trim());
    !word.is_empty() && (text == word || text.trim_matches(['`', '*', '_', '"', '.']) == word)
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

#[cfg(test)]
mod tests {
    use super::is_word_alone;

    #[test]
    fn silence_is_the_word_alone() {
        for text in ["NO_REPLY", " NO_REPLY\n", "`NO_REPLY`", "**NO_REPLY**.", "\"NO_REPLY\""] {
            assert!(is_word_alone("NO_REPLY", text), "{text}");
        }
        for text in ["", "no_reply", "NO_REPLY is the word", "NO_REPLY NO_REPLY"] {
            assert!(!is_word_alone("NO_REPLY", text), "{text}");
        }
        assert!(is_word_alone("[...]", "[...]"), "whatever the word is made of");
        assert!(!is_word_alone(" ", " "), "no word sends everything");
    }
}
