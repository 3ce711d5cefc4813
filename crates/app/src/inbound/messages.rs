//! The messages of a group: stored once each, completed if they were undecryptable before.

use super::cache::{Cache, SenderRef};
use super::effects::{Effects, InboundDraft, is_post};
use super::people::Facts;
use super::{chats, contacts, outcomes, people};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_channel::{ContactUpdate, Inbound, InboundMessage, SentRef};
use omni_domain::content::Content;
use omni_domain::conversation::ChatType;
use omni_domain::ids::{ChatId, MessageId};
use omni_domain::message::{DeliveryStatus, Direction, Message, MessageSource};
use omni_storage::Tx;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Stores the messages among what was received; the ids of those that are new.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    received: &[(&Arc<InstanceMeta>, &Inbound)],
) -> Result<Vec<MessageId>, Error> {
    let mut drafts = Vec::new();
    let mut positions: HashMap<(ChatId, String), usize> = HashMap::new();
    for (meta, item) in received {
        let (message, readable) = match item {
            Inbound::Message(message) => (message, true),
            Inbound::Undecryptable(message) => (message, false),
            _ => continue,
        };
        if let Some(client_id) = message.client_id.clone() {
            // Sent from here: the row exists, and has the network's id from now on.
            let external_id = message.external_id.clone();
            let sent = SentRef { external_id, client_id: Some(client_id) };
            outcomes::taken(app, tx, meta, &sent).await?;
        }
        let draft = draft(app, tx, cache, meta, message, readable).await?;
        let key = (draft.chat.id, draft.message.external_id.clone());
        match positions.get(&key) {
            None => {
                positions.insert(key, drafts.len());
                drafts.push(draft);
            }
            // Twice in one group: the readable one counts.
            Some(&at) if readable => drafts[at] = draft,
            Some(_) => {}
        }
    }
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Message> = drafts.iter().map(|draft| draft.message.clone()).collect();
    let stored = tx.insert_messages(&rows).await?;
    let inserted: HashSet<MessageId> = stored.iter().copied().collect();
    let mut effects = Effects::default();
    for draft in drafts {
        if inserted.contains(&draft.message.id) {
            effects.count(&draft);
            effects.stored(app, tx, &draft);
            effects.log_post(tx, &draft).await?;
        } else if draft.message.status != DeliveryStatus::Undecryptable {
            complete(app, tx, draft, &mut effects).await?;
        }
    }
    effects.write(app, tx).await?;
    Ok(stored)
}

async fn draft<'a>(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &'a Arc<InstanceMeta>,
    received: &'a InboundMessage,
    readable: bool,
) -> Result<InboundDraft<'a>, Error> {
    let sender = if received.from_me || is_post(received) {
        None
    } else {
        Some(sender(app, tx, cache, meta, received).await?)
    };
    let partner = if received.from_me && received.chat_type == ChatType::Dm {
        people::find(app, tx, cache, meta, &received.chat).await?
    } else {
        None
    };
    let name = received.chat_name.as_deref().or_else(|| {
        // A direct chat has its partner's name until it has one of its own.
        (received.chat_type == ChatType::Dm && !received.from_me)
            .then_some(received.sender_name.as_deref())
            .flatten()
    });
    let chat =
        chats::resolve(app, tx, cache, meta, &received.chat, received.chat_type, name).await?;
    let now = app.env.now();
    let mut content = received.content.clone();
    if let Content::Media(media) = &mut content {
        media.media_id = Some(app.env.id());
    }
    let status = match (readable, received.from_me) {
        (false, _) => DeliveryStatus::Undecryptable,
        (true, true) => DeliveryStatus::Sent,
        (true, false) => DeliveryStatus::Received,
    };
    let message = Message {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        instance_id: meta.id,
        chat_id: chat.id,
        external_id: received.external_id.clone(),
        direction: if received.from_me { Direction::Outbound } else { Direction::Inbound },
        source: match (received.from_history, received.from_me) {
            (true, _) => MessageSource::Sync,
            (false, true) => MessageSource::Device,
            (false, false) => MessageSource::Realtime,
        },
        sender_platform_id: received.sender.id.clone(),
        sender_name: received.sender_name.clone(),
        sender_identity_id: sender.as_ref().map(|sender| sender.identity_id),
        sender_person_id: sender.as_ref().map(|sender| sender.person_id),
        content,
        context: received.context.clone(),
        status,
        failure_code: None,
        failure_message: None,
        hold: None,
        sent_by: None,
        reply_to_external_id: received.reply_to.as_ref().map(|target| target.external_id.clone()),
        reactions: Vec::new(),
        edits: Vec::new(),
        edited_at: None,
        deleted_at: None,
        platform_timestamp: received.timestamp,
        created_at: now,
        updated_at: now,
        sent_at: received.from_me.then_some(received.timestamp),
        delivered_at: None,
        read_at: None,
    };
    Ok(InboundDraft { meta, received, chat, message, partner })
}

async fn sender(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    received: &InboundMessage,
) -> Result<SenderRef, Error> {
    let name = received.sender_name.as_deref();
    let known = cache.sender(meta.id, &received.sender).cloned();
    let is_new = known.as_ref().is_none_or(|known| name.is_some() && known.name.as_deref() != name);
    let facts = Facts::of(received.sender_facts.as_deref());
    let mut sender = people::resolve(app, tx, cache, meta, &received.sender, name, &facts).await?;
    if facts.adds_to(&sender.facts) {
        let (username, email) = (facts.username.as_deref(), facts.email.as_deref());
        tx.update_identity_facts(sender.identity_id, username, email).await?;
        sender.facts = facts;
        cache.put_sender(meta.id, &sender);
    }
    if is_new {
        let update = ContactUpdate {
            address: received.sender.clone(),
            saved_name: None,
            push_name: received.sender_name.clone(),
            is_business: None,
        };
        contacts::update(app, tx, cache, meta, &update).await?;
        if let Some(name) = name {
            sender.name = Some(name.to_owned());
            cache.put_sender(meta.id, &sender);
        }
    }
    Ok(sender)
}

/// The row exists. If it waited for its content, this completes it; otherwise this is a repeat.
async fn complete(
    app: &App,
    tx: &mut Tx,
    mut draft: InboundDraft<'_>,
    effects: &mut Effects,
) -> Result<(), Error> {
    let existing = tx.find_message_by_external(draft.chat.id, &draft.message.external_id).await?;
    let Some(existing) = existing.filter(|row| row.status == DeliveryStatus::Undecryptable) else {
        return Ok(());
    };
    draft.message.id = existing.id;
    draft.message.created_at = existing.created_at;
    tx.complete_undecryptable(existing.id, &draft.message).await?;
    effects.stored(app, tx, &draft);
    Ok(())
}
