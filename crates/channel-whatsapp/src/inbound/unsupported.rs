//! What has no form of its own here: shown by its kind's name, with its text where it has one.

use crate::inbound::kinds::{self, Treatment};
use crate::inbound::unwrap;
use omni_domain::content::Content;
use waproto::whatsapp as wa;

/// A message of which nothing is set: its kind is newer than the library.
const NEWER: &str = "unnamed";

/// Names an unwrapped message. `None` if it carries nothing for people.
pub(super) fn read(message: &wa::Message) -> Option<Content> {
    let mut is_empty = true;
    for (field, treatment) in kinds::present(message) {
        is_empty = false;
        if !matches!(treatment, Treatment::Silent(_)) {
            return Some(named(&kinds::name(field), text(message)));
        }
    }
    is_empty.then(|| named(NEWER, None))
}

/// Content that has no form of its own.
pub(super) fn named(kind: &str, text: Option<String>) -> Content {
    Content::Unknown { kind: kind.to_owned(), text }
}

/// The message that such a message is about.
pub(super) fn target(message: &wa::Message) -> Option<&wa::MessageKey> {
    macro_rules! first_of {
        ($($field:ident.$key:ident),+ $(,)?) => {
            [$(message.$field.as_option().and_then(|kind| kind.$key.as_option())),+]
                .into_iter()
                .flatten()
                .next()
        };
    }
    first_of!(
        poll_update_message.poll_creation_message_key,
        poll_add_option_message.poll_creation_message_key,
        enc_reaction_message.target_message_key,
        enc_comment_message.target_message_key,
        enc_event_response_message.event_creation_message_key,
        secret_encrypted_message.target_message_key,
        keep_in_chat_message.key,
        pin_in_chat_message.key,
        scheduled_call_edit_message.key,
        send_payment_message.request_message_key,
        decline_payment_request_message.key,
        cancel_payment_request_message.key,
        status_notification_message.original_message_key,
        status_question_answer_message.key,
        question_response_message.key,
        status_quoted_message.original_status_id,
        status_sticker_interaction_message.key,
        reaction_message.key,
        protocol_message.key,
    )
}

fn full(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

/// Its text, wherever its kind keeps it.
fn text(message: &wa::Message) -> Option<String> {
    macro_rules! first_of {
        ($($field:ident.$text:ident),+ $(,)?) => {
            [$(message.$field.as_option().and_then(|kind| full(kind.$text.as_ref()))),+]
                .into_iter()
                .flatten()
                .next()
        };
    }
    first_of!(
        order_message.message,
        order_message.order_title,
        product_message.body,
        invoice_message.note,
        scheduled_call_creation_message.title,
        bcall_message.caption,
        sticker_pack_message.caption,
        sticker_pack_message.name,
        status_question_answer_message.text,
        question_response_message.text,
        status_quoted_message.text,
        payment_reminder_message.description,
        split_payment_message.description,
        chat.display_name,
        group_invite_message.caption,
        list_message.title,
        buttons_message.footer_text,
    )
    .or_else(|| snapshot(message))
    .or_else(|| {
        let product = message.product_message.as_option()?.product.as_option()?;
        full(product.title.as_ref())
    })
    .or_else(|| {
        let option = message.poll_add_option_message.as_option()?.add_option.as_option()?;
        full(option.option_name.as_ref())
    })
    .or_else(|| {
        let paid = message.send_payment_message.as_option().map(|paid| &paid.note_message);
        let asked = message.request_payment_message.as_option().map(|asked| &asked.note_message);
        note(paid.or(asked)?.as_option()?)
    })
}

/// The figures of a poll: its question, and how often each option was chosen.
fn snapshot(message: &wa::Message) -> Option<String> {
    let poll = [&message.poll_result_snapshot_message, &message.poll_result_snapshot_message_v3]
        .into_iter()
        .find_map(|field| field.as_option())?;
    let figures = poll.poll_votes.iter().map(|vote| {
        let name = vote.option_name.as_deref().unwrap_or_default();
        format!("{name}: {}", vote.option_vote_count.unwrap_or_default())
    });
    let figures = figures.collect::<Vec<_>>().join(", ");
    let question = poll.name.as_deref().unwrap_or_default();
    Some(format!("{question} {figures}").trim().to_owned()).filter(|text| !text.is_empty())
}

/// The note on a payment is a message of its own.
fn note(message: &wa::Message) -> Option<String> {
    let message = unwrap::unwrap(message);
    full(message.conversation.as_ref())
        .or_else(|| full(message.extended_text_message.as_option()?.text.as_ref()))
}
