//! Polls, events, pins and albums, as a person uses them.

use anyhow::{Context as _, bail};
use wacore::event::encrypt_event_response_with_secret;
use wacore::poll::{compute_option_hash, encrypt_poll_vote_with_secret};
use wacore::proto_helpers::{build_keep_in_chat_message, wrap_as_album_child};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as kinds;
use waproto::whatsapp::message::event_response_message::EventResponseType;
use waproto::whatsapp::message::pin_in_chat_message::Type as PinType;

use super::compose::key;
use super::send::SendOptions;
use super::{Phone, PhoneMedia};
use crate::whatsapp::node::{message_id, now_millis};

/// Bytes of a message's secret.
const SECRET_BYTES: usize = 32;

/// What an answer to a message is encrypted with.
struct Sealing {
    secret: Vec<u8>,
    author: String,
}

impl Phone {
    /// The secret and the author of a message in the phone's logs.
    fn sealing(&self, id: &str) -> anyhow::Result<Sealing> {
        let logs = &self.state().logs;
        let received = logs.arrivals.lock().iter().rev().find(|one| one.id == id).cloned();
        let sent = logs.sent.lock().iter().rev().find(|one| one.id == id).cloned();
        let (author, message) = match (received, sent) {
            (Some(received), _) => (received.from, received.message),
            (None, Some(sent)) => (self.jid(), sent.message),
            (None, None) => bail!("the phone has no message {id}"),
        };
        let secret = message.message_context_info.message_secret.clone();
        Ok(Sealing { secret: secret.context("the message has no secret")?, author })
    }

    /// Votes for these options of a poll instead of those before; without any the vote is taken
    /// back.
    pub async fn vote(&self, to: &str, poll: &str, options: &[&str]) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let Sealing { secret, author } = self.sealing(poll)?;
        let hashes: Vec<Vec<u8>> =
            options.iter().map(|option| compute_option_hash(option).to_vec()).collect();
        let (payload, iv) =
            encrypt_poll_vote_with_secret(&hashes, &secret, poll, &author, &self.jid())?;
        let vote = kinds::PollUpdateMessage {
            poll_creation_message_key: MessageField::some(key(self, &chat, poll)?),
            vote: MessageField::some(kinds::PollEncValue {
                enc_payload: Some(payload),
                enc_iv: Some(iv.to_vec()),
            }),
            sender_timestamp_ms: Some(now_millis()),
            ..Default::default()
        };
        let message =
            wa::Message { poll_update_message: MessageField::some(vote), ..Default::default() };
        self.send_to(chat, message, SendOptions::default()).await
    }

    /// Sends a poll of which one option may be chosen.
    pub async fn send_poll(
        &self,
        to: &str,
        question: &str,
        options: &[&str],
    ) -> anyhow::Result<String> {
        let option = |name: &&str| kinds::poll_creation_message::Option {
            option_name: Some((*name).to_owned()),
            ..Default::default()
        };
        let poll = kinds::PollCreationMessage {
            name: Some(question.to_owned()),
            options: options.iter().map(option).collect(),
            selectable_options_count: Some(1),
            ..Default::default()
        };
        let message = wa::Message {
            poll_creation_message_v3: MessageField::some(poll),
            message_context_info: with_secret(),
            ..Default::default()
        };
        self.send(to, message).await
    }

    /// Sends an event that starts at this second since the epoch.
    pub async fn send_event(&self, to: &str, name: &str, starts_at: i64) -> anyhow::Result<String> {
        let event = kinds::EventMessage {
            name: Some(name.to_owned()),
            start_time: Some(starts_at),
            ..Default::default()
        };
        let message = wa::Message {
            event_message: MessageField::some(event),
            message_context_info: with_secret(),
            ..Default::default()
        };
        self.send(to, message).await
    }

    /// Answers an event: `going`, `maybe` or `not_going`, with this many guests.
    pub async fn answer_event(
        &self,
        to: &str,
        event: &str,
        answer: &str,
        guests: i32,
    ) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let Sealing { secret, author } = self.sealing(event)?;
        let response = kinds::EventResponseMessage {
            response: Some(match answer {
                "going" => EventResponseType::GOING,
                "maybe" => EventResponseType::MAYBE,
                "not_going" => EventResponseType::NOT_GOING,
                other => bail!("no such answer: {other}"),
            }),
            timestamp_ms: Some(now_millis()),
            extra_guest_count: Some(guests),
        };
        let (payload, iv) =
            encrypt_event_response_with_secret(&response, &secret, event, &author, &self.jid())?;
        let answer = kinds::EncEventResponseMessage {
            event_creation_message_key: MessageField::some(key(self, &chat, event)?),
            enc_payload: Some(payload),
            enc_iv: Some(iv.to_vec()),
        };
        let message = wa::Message {
            enc_event_response_message: MessageField::some(answer),
            ..Default::default()
        };
        self.send_to(chat, message, SendOptions::default()).await
    }

    /// Pins a message of the phone's logs for that many seconds, or unpins it.
    pub async fn pin_message(
        &self,
        to: &str,
        target: &str,
        seconds: Option<u32>,
    ) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let pin = kinds::PinInChatMessage {
            key: MessageField::some(key(self, &chat, target)?),
            r#type: Some(match seconds {
                Some(_) => PinType::PIN_FOR_ALL,
                None => PinType::UNPIN_FOR_ALL,
            }),
            sender_timestamp_ms: Some(now_millis()),
        };
        let message = wa::Message {
            pin_in_chat_message: MessageField::some(pin),
            message_context_info: MessageField::some(wa::MessageContextInfo {
                message_add_on_duration_in_secs: Some(seconds.unwrap_or_default()),
                ..Default::default()
            }),
            ..Default::default()
        };
        let options = SendOptions { edit: Some("2".to_owned()), ..Default::default() };
        self.send_to(chat, message, options).await
    }

    /// Keeps a message of a chat whose messages disappear.
    pub async fn keep_message(&self, to: &str, target: &str) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let key = key(self, &chat, target)?;
        let message = build_keep_in_chat_message(key, true, now_millis());
        self.send_to(chat, message, SendOptions::default()).await
    }

    /// Sends pictures as an album; the id of the message that begins it.
    pub async fn send_album(&self, to: &str, pictures: Vec<PhoneMedia>) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let album = kinds::AlbumMessage {
            expected_image_count: u32::try_from(pictures.len()).ok(),
            ..Default::default()
        };
        let begins = wa::Message { album_message: MessageField::some(album), ..Default::default() };
        let id = self.send(to, begins).await?;
        for picture in pictures {
            let child = wrap_as_album_child(self.upload(picture)?, key(self, &chat, &id)?);
            self.send(to, child).await?;
        }
        Ok(id)
    }

    /// Sends a picture that may be opened once.
    pub async fn send_once(&self, to: &str, picture: PhoneMedia) -> anyhow::Result<String> {
        let mut message = self.upload(picture)?;
        let image = message.image_message.as_option_mut().context("not a picture")?;
        image.view_once = Some(true);
        let envelope = kinds::FutureProofMessage { message: MessageField::some(message) };
        let message = wa::Message {
            view_once_message_v2: MessageField::some(envelope),
            ..Default::default()
        };
        self.send(to, message).await
    }

    /// Sends several contact cards in one message: names and phone numbers.
    pub async fn send_contacts(&self, to: &str, cards: &[(&str, &str)]) -> anyhow::Result<String> {
        let card = |(name, phone): &(&str, &str)| kinds::ContactMessage {
            display_name: Some((*name).to_owned()),
            vcard: Some(format!(
                "BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL;type=CELL:{phone}\nEND:VCARD"
            )),
            ..Default::default()
        };
        let list = kinds::ContactsArrayMessage {
            display_name: Some(format!("{} contacts", cards.len())),
            contacts: cards.iter().map(card).collect(),
            ..Default::default()
        };
        let message =
            wa::Message { contacts_array_message: MessageField::some(list), ..Default::default() };
        self.send(to, message).await
    }

    /// Shares the live location.
    pub async fn send_live_location(
        &self,
        to: &str,
        latitude: f64,
        longitude: f64,
    ) -> anyhow::Result<String> {
        let live = kinds::LiveLocationMessage {
            degrees_latitude: Some(latitude),
            degrees_longitude: Some(longitude),
            sequence_number: Some(now_millis()),
            ..Default::default()
        };
        let message =
            wa::Message { live_location_message: MessageField::some(live), ..Default::default() };
        self.send(to, message).await
    }
}

/// A new secret beside a message. The sandbox need not hide it, so it is made of a message id.
fn with_secret() -> MessageField<wa::MessageContextInfo> {
    let secret = message_id().bytes().cycle().take(SECRET_BYTES).collect();
    MessageField::some(wa::MessageContextInfo {
        message_secret: Some(secret),
        ..Default::default()
    })
}
