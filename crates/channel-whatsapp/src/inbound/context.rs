//! What a message says about other messages and people: quotes and mentions.

use crate::inbound::message::Me;
use crate::jid::bare_text;
use omni_channel::MessageRef;
use waproto::whatsapp as wa;

/// The context of an unwrapped message, wherever its kind keeps it.
pub(super) fn context(message: &wa::Message) -> Option<&wa::ContextInfo> {
    macro_rules! first_of {
        ($($field:ident),+ $(,)?) => {
            [$(message.$field.as_option().and_then(|kind| kind.context_info.as_option())),+]
                .into_iter()
                .flatten()
                .next()
        };
    }
    first_of!(
        extended_text_message,
        image_message,
        video_message,
        ptv_message,
        audio_message,
        document_message,
        sticker_message,
        location_message,
        live_location_message,
        contact_message,
        contacts_array_message,
        poll_creation_message,
        poll_creation_message_v2,
        poll_creation_message_v3,
        buttons_response_message,
        list_response_message,
        template_button_reply_message,
        group_invite_message,
    )
}

/// The message that is quoted.
pub(super) fn reply_to(context: &wa::ContextInfo, me: &Me) -> Option<MessageRef> {
    let external_id = context.stanza_id.clone().filter(|id| !id.is_empty())?;
    let sender = context.participant.as_deref().map(bare_text);
    let from_me = sender.as_deref().is_some_and(|sender| me.is(sender));
    Some(MessageRef { external_id, sender, from_me })
}

/// The people that are mentioned.
pub(super) fn mentions(context: &wa::ContextInfo) -> Vec<String> {
    context.mentioned_jid.iter().map(|jid| bare_text(jid)).collect()
}
