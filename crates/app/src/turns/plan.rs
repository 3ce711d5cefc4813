//! From an answer's text to the messages it will be.

use super::markup::{self, Piece};
use super::split::{Cutter, fit};
use crate::app::App;
use crate::error::Error;
use omni_channel::Capability;
use omni_domain::instance::{ChannelType, Instance};
use omni_domain::message::Message;
use omni_domain::turn::{ReplyPart, ReplyPlan};

/// The plan of a whole answer to a turn whose last message is `last`; `None` if the agent
/// gives no answer.
pub(crate) fn whole(
    app: &App,
    instance: &Instance,
    last: Option<&Message>,
    answer: &str,
) -> Result<Option<ReplyPlan>, Error> {
    let mut cutter = Cutter::new(splits(instance));
    let mut sections = cutter.push(answer);
    sections.extend(cutter.finish());
    let mut plan = ReplyPlan { complete: true, ..empty(instance, last) };
    for section in sections {
        add(app, instance, &mut plan, &section)?;
    }
    Ok((!plan.parts.is_empty()).then_some(plan))
}

/// Whether an answer is sent in parts. A program reads it whole.
pub(crate) fn splits(instance: &Instance) -> bool {
    instance.config.messaging.enable_auto_split && instance.channel != ChannelType::Api
}

/// Adds the messages of a section to the plan: rendered, if the instance is set so, and within the
/// channel's limit. The silence word adds none.
pub(crate) fn add(
    app: &App,
    instance: &Instance,
    plan: &mut ReplyPlan,
    section: &str,
) -> Result<(), Error> {
    if is_silence(instance, section) {
        return Ok(());
    }
    for piece in pieces(app, instance, plan, section)? {
        let part = part(app, instance, piece, plan.parts.is_empty())?;
        plan.parts.push(part);
    }
    Ok(())
}

fn pieces(
    app: &App,
    instance: &Instance,
    plan: &ReplyPlan,
    section: &str,
) -> Result<Vec<Piece>, Error> {
    let (limit, conversation) = (app.config.limits.text_chars, &instance.config.conversation);
    let fitted = |text: &str| fit(text, limit).into_iter().map(Piece::Text).collect::<Vec<_>>();
    if !conversation.format_markdown {
        return Ok(fitted(section));
    }
    let channel = app.channel(instance.channel)?;
    let is_image = |part: &&ReplyPart| part.image_url.is_some();
    let sent = plan.parts.iter().filter(is_image).count();
    let most = if conversation.send_images && channel.info().capabilities.has(Capability::SendMedia)
    {
        app.config.turns.images.saturating_sub(sent)
    } else {
        0
    };
    let pieces = markup::render(section, &channel.markup(), most);
    let fit_one = |piece| match piece {
        Piece::Text(text) => fitted(&text),
        image @ Piece::Image { .. } => vec![image],
    };
    Ok(pieces.into_iter().flat_map(fit_one).collect())
}

/// Whether a part is the instance's silence word, as models write it: also in
/// backquotes, emphasized or with a full stop.
fn is_silence(instance: &Instance, text: &str) -> bool {
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
fn part(app: &App, instance: &Instance, piece: Piece, is_first: bool) -> Result<ReplyPart, Error> {
    let messaging = &instance.config.messaging;
    let pauses = messaging.split_delay_min_ms..=messaging.split_delay_max_ms;
    let pause_ms = if is_first || pauses.is_empty() { 0 } else { rand::random_range(pauses) };
    let (text, image_url) = match piece {
        Piece::Text(text) => (text, None),
        Piece::Image { url, caption } => (caption, Some(url)),
    };
    Ok(ReplyPart {
        message_id: app.env.id(),
        external_id: app.channel(instance.channel)?.new_message_id(),
        text,
        image_url,
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
