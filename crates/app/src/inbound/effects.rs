//! What a stored message has an effect on: counts, files, turns, waiting sends, and the log.

use super::cache::{ChatRef, SenderRef};
use crate::app::App;
use crate::error::Error;
use crate::media;
use crate::messages::{event, send_order_key};
use crate::sessions::InstanceMeta;
use crate::turns::collect::{self, Collected};
use omni_channel::InboundMessage;
use omni_domain::content::Content;
use omni_domain::conversation::{ChatType, Media, MediaStatus};
use omni_domain::conversation_settings::Addressing;
use omni_domain::event::{Event, EventBody, MessageSent, NetworkMessage};
use omni_domain::ids::{ChatId, IdentityId};
use omni_domain::job::payloads::FetchPayload;
use omni_domain::message::{DeliveryStatus, Direction, Message};
use omni_storage::{ChatTouch, IdentityTouch, Tx};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A received message, as it is to be stored.
pub(super) struct InboundDraft<'a> {
    pub(super) meta: &'a Arc<InstanceMeta>,
    pub(super) received: &'a InboundMessage,
    pub(super) chat: ChatRef,
    pub(super) message: Message,
    /// The other side of a direct chat, if the message is our own.
    pub(super) partner: Option<SenderRef>,
}

/// Whether a channel wrote it itself: a post of a newsletter does not show who of its admins did.
pub(super) fn is_post(received: &InboundMessage) -> bool {
    received.chat_type == ChatType::Channel && received.sender.id == received.chat.id
}

/// The effects of stored messages, gathered so that a group writes each kind once.
#[derive(Default)]
pub(super) struct Effects {
    media: Vec<Media>,
    chats: HashMap<ChatId, ChatTouch>,
    identities: HashMap<IdentityId, IdentityTouch>,
    turns: Collected,
    /// Whether the posts of a channel are logged: its layers are read once, not for each post.
    logged_channels: HashMap<ChatId, bool>,
    /// Chats in which messages waited for a limit.
    released: BTreeSet<ChatId>,
}

impl Effects {
    pub(super) fn stored(&mut self, app: &App, tx: &mut Tx, draft: &InboundDraft<'_>) {
        tx.touch_instance(draft.meta.id, draft.message.created_at);
        self.touch(draft);
        self.keep_media(app, tx, draft);
        if draft.received.from_history {
            return;
        }
        tx.append_event(message_event(app, draft));
        self.release(app, draft);
        if draft.meta.agent_on {
            self.converse(app, draft);
        }
    }

    /// What waits for a limit in this chat is a reply from now on, which no limit concerns.
    fn release(&mut self, app: &App, draft: &InboundDraft<'_>) {
        if draft.message.direction == Direction::Inbound
            && app.sessions.get(draft.meta.id).is_some_and(|live| live.is_waiting(draft.chat.id))
        {
            self.released.insert(draft.chat.id);
        }
    }

    /// The effect of the message on its chat's turn.
    fn converse(&mut self, app: &App, draft: &InboundDraft<'_>) {
        let (message, address) = (&draft.message, &draft.chat.address.id);
        let (chat, at) = (draft.chat.id, message.created_at);
        if draft.received.from_me {
            if !message.context.automatic {
                self.turns.take_over(draft.meta, chat, address, at);
            }
        } else if wants_answer(app, draft) {
            let person = message.sender_person_id;
            self.turns.add(draft.meta, chat, address, person, message.id, at);
        }
    }

    /// A post of a newsletter, which cannot be answered, opens a turn only where AI is switched on for
    /// channels: its outcome is the reason that is logged.
    pub(super) async fn log_post(
        &mut self,
        tx: &mut Tx,
        draft: &InboundDraft<'_>,
    ) -> Result<(), Error> {
        let (meta, message) = (draft.meta, &draft.message);
        let Some(agent) = meta.agent_id.filter(|_| meta.agent_on) else { return Ok(()) };
        if !is_post(draft.received)
            || draft.received.from_history
            || message.status != DeliveryStatus::Received
            || !message.content.is_answerable()
        {
            return Ok(());
        }
        let chat = draft.chat.id;
        let is_logged = if let Some(known) = self.logged_channels.get(&chat).copied() {
            known
        } else {
            let layers = tx.ai_layers(meta.tenant_id, meta.id, Some(chat)).await?;
            let is_logged = layers.includes_channels(agent);
            self.logged_channels.insert(chat, is_logged);
            is_logged
        };
        if is_logged {
            let address = &draft.chat.address.id;
            self.turns.add(meta, chat, address, None, message.id, message.created_at);
        }
        Ok(())
    }

    /// Counts a message that is new. One that is completed was counted when it arrived, and may have been
    /// read since.
    pub(super) fn count(&mut self, draft: &InboundDraft<'_>) {
        let message = &draft.message;
        let unread = message.direction == Direction::Inbound && !draft.received.from_history;
        let touch = self.chat(draft);
        touch.messages += 1;
        touch.unread += i64::from(unread);
        if let Some(touch) = self.identity(draft) {
            touch.messages += 1;
        }
    }

    /// Shows it as the newest of its chat and of its sender, if it is.
    fn touch(&mut self, draft: &InboundDraft<'_>) {
        let message = &draft.message;
        let touch = self.chat(draft);
        if touch.last_message_at.is_none_or(|at| message.platform_timestamp >= at) {
            touch.last_message_at = Some(message.platform_timestamp);
            touch.preview = Some(message.content.preview());
        }
        let Some(touch) = self.identity(draft) else { return };
        touch.last_seen_at = touch.last_seen_at.max(message.platform_timestamp);
        touch.display_name = message.sender_name.clone().or_else(|| touch.display_name.take());
    }

    fn chat(&mut self, draft: &InboundDraft<'_>) -> &mut ChatTouch {
        self.chats.entry(draft.chat.id).or_insert_with(|| ChatTouch {
            id: draft.chat.id,
            messages: 0,
            unread: 0,
            last_message_at: None,
            preview: None,
        })
    }

    fn identity(&mut self, draft: &InboundDraft<'_>) -> Option<&mut IdentityTouch> {
        let message = &draft.message;
        let id = message.sender_identity_id?;
        Some(self.identities.entry(id).or_insert_with(|| IdentityTouch {
            id,
            messages: 0,
            last_seen_at: message.platform_timestamp,
            display_name: None,
        }))
    }

    fn keep_media(&mut self, app: &App, tx: &mut Tx, draft: &InboundDraft<'_>) {
        let Content::Media(content) = &draft.message.content else { return };
        let Some(id) = content.media_id else { return };
        let locator =
            draft.received.media.as_ref().map(|locator| media::seal_locator(app, id, &locator.0));
        let fetch_now = locator.is_some() && !draft.received.from_history;
        self.media.push(Media {
            id,
            tenant_id: draft.meta.tenant_id,
            instance_id: draft.meta.id,
            message_id: Some(draft.message.id),
            kind: content.kind,
            mime_type: content.mime_type.clone(),
            file_name: content.file_name.clone(),
            size: content.size.and_then(|size| i64::try_from(size).ok()),
            sha256: None,
            status: MediaStatus::Pending,
            blob_key: None,
            locator,
            error: None,
            created_at: draft.message.created_at,
        });
        if fetch_now {
            let fetch = app.new_job(draft.meta.tenant_id, &FetchPayload { media_id: id });
            tx.insert_job(fetch.of_instance(draft.meta.id));
        }
    }

    pub(super) async fn write(self, app: &App, tx: &mut Tx) -> Result<(), Error> {
        if !self.media.is_empty() {
            tx.insert_media(&self.media).await?;
        }
        // Always in one order, so that two nodes on one Postgres cannot deadlock.
        let mut chats: Vec<ChatTouch> = self.chats.into_values().collect();
        chats.sort_by_key(|touch| touch.id);
        tx.touch_chats(&chats).await?;
        let mut identities: Vec<IdentityTouch> = self.identities.into_values().collect();
        identities.sort_by_key(|touch| touch.id);
        tx.touch_identities(&identities).await?;
        for chat in self.released {
            let now = app.env.now();
            tx.hasten_next_job(&send_order_key(chat), now).await?;
            tx.hasten_held_sends(chat, now).await?;
        }
        self.turns.write(app, tx).await
    }
}

fn wants_answer(app: &App, draft: &InboundDraft<'_>) -> bool {
    let received = draft.received;
    if is_post(received)
        || draft.message.status != DeliveryStatus::Received
        || !draft.message.content.is_answerable()
    {
        return false;
    }
    let message = Addressing {
        is_direct: false,
        own: &[],
        mentions: &received.context.mentions,
        quotes_own: received.reply_to.as_ref().is_some_and(|quoted| quoted.from_me),
        text: draft.message.content.typed_text(),
    };
    collect::is_addressed(app, draft.meta, received.chat_type, message)
}

fn message_event(app: &App, draft: &InboundDraft<'_>) -> Event {
    let message = &draft.message;
    let mut event = event(app, draft.meta, body(draft), message, &draft.chat.address.id);
    if let Some(partner) = &draft.partner {
        event.person_id = Some(partner.person_id);
        event.identity_id = Some(partner.identity_id);
    }
    event.text = message.content.typed_text().map(str::to_owned);
    event
}

fn body(draft: &InboundDraft<'_>) -> EventBody {
    let message = &draft.message;
    let body = Box::new(NetworkMessage {
        external_id: message.external_id.clone(),
        chat: draft.chat.address.id.clone(),
        chat_alt: draft.chat.address.alt.clone(),
        chat_type: draft.chat.chat_type,
        from: draft.received.sender.id.clone(),
        from_alt: draft.received.sender.alt.clone(),
        sender_name: message.sender_name.clone(),
        from_me: draft.received.from_me,
        content: message.content.clone(),
        reply_to: message.reply_to_external_id.clone(),
        quoted: draft.received.context.quoted.clone(),
        referral: draft.received.context.referral.clone(),
        mentions: draft.received.context.mentions.clone(),
        view_once: draft.received.context.view_once,
        forwarded: draft.received.context.forwarded,
        timestamp: message.platform_timestamp,
    });
    match (message.status, message.direction) {
        (DeliveryStatus::Undecryptable, _) => EventBody::MessageUndecryptable(body),
        (_, Direction::Inbound) => EventBody::MessageReceived(body),
        (_, Direction::Outbound) => MessageSent::FromDevice(body).into(),
    }
}
