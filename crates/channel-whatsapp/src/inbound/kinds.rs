//! Every kind of message of the library, and how each is treated.
//!
//! The list is taken apart without `..`: a version of the library with another kind does not
//! compile until the kind is listed here, so that no message vanishes unnoticed.

use waproto::buffa::MessageField;
use waproto::whatsapp as wa;

/// How a kind is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// It has content of its own, or is about another message.
    Read,
    /// It only wraps another message.
    Envelope,
    /// It is shown by its name, with its text where it has one: why it has no other form.
    Named(&'static str),
    /// It carries nothing for people: why.
    Silent(&'static str),
}

/// A field of a message that may be set.
trait Field {
    fn is_present(&self) -> bool;
    #[cfg(test)]
    fn fill(&mut self);
}

impl Field for Option<String> {
    fn is_present(&self) -> bool {
        self.as_deref().is_some_and(|text| !text.is_empty())
    }

    #[cfg(test)]
    fn fill(&mut self) {
        *self = Some("hi".to_owned());
    }
}

impl<T: Default> Field for MessageField<T> {
    fn is_present(&self) -> bool {
        self.is_set()
    }

    #[cfg(test)]
    fn fill(&mut self) {
        *self = Self::some(T::default());
    }
}

macro_rules! kinds {
    (
        read: [$($read:ident),+ $(,)?],
        envelopes: [$($envelope:ident),+ $(,)?],
        named: [$($named:ident: $reason:literal),+ $(,)?],
        silent: [$($silent:ident: $why:literal),+ $(,)?] $(,)?
    ) => {
        /// The kinds that are set, in no particular order.
        pub(super) fn present(
            message: &wa::Message,
        ) -> impl Iterator<Item = (&'static str, Treatment)> {
            let wa::Message { $($read,)+ $($envelope,)+ $($named,)+ $($silent,)+ } = message;
            [
                $((stringify!($read), Treatment::Read, $read.is_present()),)+
                $((stringify!($envelope), Treatment::Envelope, $envelope.is_present()),)+
                $((stringify!($named), Treatment::Named($reason), $named.is_present()),)+
                $((stringify!($silent), Treatment::Silent($why), $silent.is_present()),)+
            ]
            .into_iter()
            .filter_map(|(name, treatment, is_present)| is_present.then_some((name, treatment)))
        }

        /// The message inside the first envelope that is set.
        pub(super) fn inside(message: &wa::Message) -> Option<&wa::Message> {
            [$(&message.$envelope),+]
                .into_iter()
                .find_map(|envelope| envelope.as_option()?.message.as_option())
        }

        /// Every kind, with how to set it.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, Treatment, fn(&mut wa::Message))] = &[
            $((stringify!($read), Treatment::Read, |message| message.$read.fill()),)+
            $((stringify!($envelope), Treatment::Envelope, |message| message.$envelope.fill()),)+
            $((
                stringify!($named),
                Treatment::Named($reason),
                |message| message.$named.fill(),
            ),)+
            $((
                stringify!($silent),
                Treatment::Silent($why),
                |message| message.$silent.fill(),
            ),)+
        ];

        /// Every envelope, with how to put a message into it.
        #[cfg(test)]
        pub(super) const ENVELOPES: &[(&str, fn(wa::Message) -> wa::Message)] = &[
            $((stringify!($envelope), |inner| wa::Message {
                $envelope: MessageField::some(wa::message::FutureProofMessage {
                    message: MessageField::some(inner),
                }),
                ..wa::Message::default()
            }),)+
        ];
    };
}

kinds! {
    read: [
        conversation,
        image_message,
        contact_message,
        location_message,
        extended_text_message,
        document_message,
        audio_message,
        video_message,
        protocol_message,
        contacts_array_message,
        highly_structured_message,
        live_location_message,
        template_message,
        sticker_message,
        group_invite_message,
        template_button_reply_message,
        device_sent_message,
        list_message,
        list_response_message,
        buttons_message,
        buttons_response_message,
        interactive_message,
        interactive_response_message,
        reaction_message,
        poll_creation_message,
        poll_creation_message_v2,
        poll_creation_message_v3,
        poll_creation_message_v5,
        poll_creation_message_v6,
        ptv_message,
        call_log_messsage,
        comment_message,
        newsletter_admin_invite_message,
        newsletter_follower_invite_message_v2,
        rich_response_message,
        pin_in_chat_message,
        keep_in_chat_message,
        event_message,
        event_invite_message,
        album_message,
    ],
    envelopes: [
        ephemeral_message,
        view_once_message,
        view_once_message_v2,
        view_once_message_v2_extension,
        document_with_caption_message,
        edited_message,
        group_mentioned_message,
        bot_invoke_message,
        lottie_sticker_message,
        event_cover_image,
        status_mention_message,
        poll_creation_option_image_message,
        associated_child_message,
        group_status_mention_message,
        poll_creation_message_v4,
        status_add_yours,
        group_status_message,
        limit_sharing_message,
        bot_task_message,
        question_message,
        group_status_message_v2,
        bot_forwarded_message,
        question_reply_message,
        newsletter_admin_profile_message,
        newsletter_admin_profile_message_v2,
        newsletter_admin_profile_status_message,
        spoiler_message,
    ],
    named: [
        call: "the key of a call, which only phones answer",
        chat: "a chat that is shared: its name",
        send_payment_message: "payments are made on phones alone; the note is kept",
        request_payment_message: "payments are made on phones alone; the note is kept",
        decline_payment_request_message: "payments are made on phones alone",
        cancel_payment_request_message: "payments are made on phones alone",
        product_message: "a product of a catalogue: its title",
        order_message: "an order from a catalogue: its text",
        invoice_message: "payments are made on phones alone; the note is kept",
        payment_invite_message: "payments are made on phones alone",
        poll_update_message: "a vote whose poll is not known, so that it cannot be read",
        request_phone_number_message: "a question that phones answer with a tap",
        enc_reaction_message: "a reaction whose target is not known, so that it cannot be read",
        scheduled_call_creation_message: "replaced by events: its title",
        scheduled_call_edit_message: "replaced by events",
        message_history_bundle: "messages that phones show to new members of a group",
        enc_comment_message: "a comment whose target is not known, so that it cannot be read",
        bcall_message: "a call to many, which only phones answer: its caption",
        enc_event_response_message: "an answer whose event is not known, so that it cannot be read",
        placeholder_message: "the phone has the content and sends it later",
        secret_encrypted_message: "a change whose target is not known, so that it cannot be read",
        sticker_pack_message: "a pack of stickers, kept by phones: its name",
        poll_result_snapshot_message: "the figures of a poll elsewhere: as text",
        poll_result_snapshot_message_v3: "the figures of a poll elsewhere: as text",
        status_notification_message: "about a status, which is no chat",
        message_history_notice: "phones show messages to new members of a group",
        status_question_answer_message: "about a status: its text",
        question_response_message: "an answer in a channel: its text",
        status_quoted_message: "about a status: its text",
        status_sticker_interaction_message: "about a status",
        conditional_reveal_message: "the key of content that phones show later",
        poll_add_option_message: "an option that a member adds to a poll: its text",
        payment_reminder_message: "payments are made on phones alone; the text is kept",
        split_payment_message: "payments are made on phones alone; the text is kept",
    ],
    silent: [
        sender_key_distribution_message: "a group's key, which the library takes in",
        fast_ratchet_key_sender_key_distribution_message: "a group's key, as above",
        message_context_info: "belongs to the message beside it: secrets and device lists",
        sticker_sync_rmr_message: "an account's devices agree on their stickers",
        group_root_key_share: "a key of a group",
        root_secret_distribute_message: "a key of a chat",
    ],
}

/// The name under which a kind is stored: the field's, without the "message" in it.
pub(super) fn name(field: &str) -> String {
    field.replace("_message", "")
}

#[cfg(test)]
mod tests;
