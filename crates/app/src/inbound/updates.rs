//! Everything received that is neither a message nor a receipt: outcomes of sends, edits, revokes,
//! reactions, answers, pins, contacts, chats, what the account keeps about them, calls, typing and presence.

use super::cache::Cache;
use super::{
    answers, calls, chats, contacts, group_notices, keeps, outcomes, own_deletions, people, pins,
    state,
};
use crate::app::App;
use crate::error::Error;
use crate::messages::event;
use crate::sessions::InstanceMeta;
use crate::turns::collect;
use omni_channel::{ChatInfo, Inbound, MessageEdit, MessageRevoke, ReactionUpdate};
use omni_domain::conversation::{Address, ChatType, Participant};
use omni_domain::event::{
    DeletionScope, Event, EventBody, MessageDeleted, MessageEdited, Presence, Reaction, Typing,
};
use omni_domain::message::{self, Direction, EditEntry, Message};
use omni_storage::Tx;

/// Writes one update; returns the event if it is one that leaves no row.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    item: &Inbound,
) -> Result<Option<Event>, Error> {
    match item {
        Inbound::Message(_) | Inbound::Undecryptable(_) | Inbound::Receipt(_) => {}
        Inbound::Edit(edit) => write_edit(app, tx, cache, meta, edit).await?,
        Inbound::Revoke(revoke) => write_revoke(app, tx, cache, meta, revoke).await?,
        Inbound::Reaction(reaction) => write_reaction(app, tx, cache, meta, reaction).await?,
        Inbound::Answer(answer) => answers::write(app, tx, cache, meta, answer).await?,
        Inbound::Pin(pin) => pins::write(app, tx, cache, meta, pin).await?,
        Inbound::Keep(keep) => keeps::write(app, tx, cache, meta, keep).await?,
        Inbound::DeletedForMe(deletion) => {
            own_deletions::write(app, tx, cache, meta, deletion).await?;
        }
        Inbound::Accepted(sent) => outcomes::taken(app, tx, meta, sent).await?,
        Inbound::Failed(failure) => outcomes::failed(app, tx, meta, failure).await?,
        Inbound::Contact(update) => contacts::update(app, tx, cache, meta, update).await?,
        Inbound::Call(call) => calls::write(app, tx, cache, meta, call).await?,
        Inbound::Chat(info) => write_chat(app, tx, cache, meta, info).await?,
        Inbound::State(update) => state::write(app, tx, cache, meta, update).await?,
        Inbound::Group(notice) => group_notices::write(app, tx, cache, meta, notice).await?,
        Inbound::Typing(typing) => {
            if typing.active
                && meta.conversation.restart_on_typing
                && let Some(chat) = chats::find(app, tx, cache, meta, &typing.chat).await?
            {
                collect::typing(tx, meta, chat.id, app.env.now()).await?;
            }
            let body = Typing {
                chat: typing.chat.id.clone(),
                from: typing.sender.id.clone(),
                is_typing: typing.active,
                recording: typing.recording,
            };
            return Ok(Some(ephemeral(app, meta, &typing.chat, body)));
        }
        Inbound::Presence(update) => {
            let presence =
                Presence { address: update.user.id.clone(), last_seen: update.last_seen };
            let body = if update.online {
                EventBody::PresenceOnline(presence)
            } else {
                EventBody::PresenceOffline(presence)
            };
            return Ok(Some(ephemeral(app, meta, &update.user, body)));
        }
    }
    Ok(None)
}

pub(super) async fn target(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    chat: &Address,
    external_id: &str,
) -> Result<Option<Message>, Error> {
    let Some(chat) = chats::find(app, tx, cache, meta, chat).await? else { return Ok(None) };
    Ok(tx.find_message_by_external(chat.id, external_id).await?)
}

/// Whether the sender of a change wrote the message, by any of their addresses.
async fn is_author(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    message: &Message,
    by: &Address,
    from_me: bool,
) -> Result<bool, Error> {
    if from_me || message.direction == Direction::Outbound {
        return Ok(from_me && message.direction == Direction::Outbound);
    }
    if by.all().any(|address| address == message.sender_platform_id) {
        return Ok(true);
    }
    let identity = people::find(app, tx, cache, meta, by).await?;
    Ok(identity.is_some_and(|identity| Some(identity.identity_id) == message.sender_identity_id))
}

async fn write_edit(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    edit: &MessageEdit,
) -> Result<(), Error> {
    let Some(message) = target(app, tx, cache, meta, &edit.chat, &edit.target.external_id).await?
    else {
        return Ok(());
    };
    // A repeat of the same edit, or an edit of a deleted message, changes nothing.
    if message.edited_at.is_some_and(|at| at >= edit.at) || message.deleted_at.is_some() {
        return Ok(());
    }
    if !is_author(app, tx, cache, meta, &message, &edit.by, edit.from_me).await? {
        tracing::warn!(instance.id = %meta.id, message.id = %message.id, "an edit by another sender was dropped");
        return Ok(());
    }
    let before = message.content.typed_text().unwrap_or_default().to_owned();
    let entry = EditEntry { text: before.clone(), at: edit.at };
    tx.edit_message(message.id, &edit.content, &entry, edit.at).await?;
    let body = MessageEdited {
        external_id: message.external_id.clone(),
        chat: edit.chat.id.clone(),
        new_content: edit.content.clone(),
        edited_at: edit.at,
    };
    let mut event = event(app, meta, body, &message, &edit.chat.id);
    event.text = edit.content.typed_text().map(str::to_owned);
    tx.append_event(event);
    Ok(())
}

async fn write_revoke(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    revoke: &MessageRevoke,
) -> Result<(), Error> {
    let Some(message) =
        target(app, tx, cache, meta, &revoke.chat, &revoke.target.external_id).await?
    else {
        return Ok(());
    };
    if message.deleted_at.is_some() {
        return Ok(());
    }
    // In a group an admin may revoke what others wrote; in a direct chat no one may.
    let direct = chats::find(app, tx, cache, meta, &revoke.chat)
        .await?
        .is_some_and(|chat| chat.chat_type == ChatType::Dm);
    if direct && !is_author(app, tx, cache, meta, &message, &revoke.by, revoke.from_me).await? {
        tracing::warn!(instance.id = %meta.id, message.id = %message.id, "a revoke by another sender was dropped");
        return Ok(());
    }
    tx.delete_message_content(message.id, revoke.at).await?;
    let body = MessageDeleted {
        external_id: message.external_id.clone(),
        chat: revoke.chat.id.clone(),
        deleted_for: DeletionScope::Everyone,
        by: revoke.by.id.clone(),
    };
    tx.append_event(event(app, meta, body, &message, &revoke.chat.id));
    Ok(())
}

async fn write_reaction(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    reaction: &ReactionUpdate,
) -> Result<(), Error> {
    let Some(message) =
        target(app, tx, cache, meta, &reaction.chat, &reaction.target.external_id).await?
    else {
        return Ok(());
    };
    let who = reactor(app, meta, reaction);
    let repeat = match message::Reaction::of(&message.reactions, &who) {
        Some(known) => known.emoji == reaction.emoji || known.at > reaction.at,
        None => reaction.emoji.is_empty(),
    };
    if repeat {
        return Ok(());
    }
    let reactions =
        message::Reaction::replace(message.reactions.clone(), &who, &reaction.emoji, reaction.at);
    tx.set_reactions(message.id, &reactions).await?;
    let body = Reaction {
        external_id: message.external_id.clone(),
        chat: reaction.chat.id.clone(),
        from: who.id,
        from_me: reaction.from_me,
        emoji: reaction.emoji.clone(),
        is_custom_emoji: false,
    };
    let body = if reaction.emoji.is_empty() {
        EventBody::ReactionRemoved(body)
    } else {
        EventBody::ReactionReceived(body)
    };
    tx.append_event(event(app, meta, body, &message, &reaction.chat.id));
    Ok(())
}

/// Who reacted. The instance's own account has one address here, whichever the network names: clients
/// recognise its reactions by that.
fn reactor(app: &App, meta: &InstanceMeta, reaction: &ReactionUpdate) -> Address {
    let live = app.sessions.get(meta.id).filter(|_| reaction.from_me);
    let Some(own) = live.and_then(|live| live.status().owner) else {
        return reaction.sender.clone();
    };
    let other = reaction.sender.all().find(|address| *address != own.id);
    let alt = other.map(str::to_owned).or_else(|| own.alt.clone());
    Address { alt, ..own }
}

async fn write_chat(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    info: &ChatInfo,
) -> Result<(), Error> {
    let chat =
        chats::resolve(app, tx, cache, meta, &info.chat, info.chat_type, info.name.as_deref())
            .await?;
    let Some(participants) = &info.participants else { return Ok(()) };
    let now = app.env.now();
    let rows: Vec<Participant> = participants
        .iter()
        .map(|(address, role)| Participant {
            chat_id: chat.id,
            platform_user_id: address.id.clone(),
            identity_id: None,
            display_name: None,
            role: (*role).to_owned(),
            joined_at: now,
        })
        .collect();
    tx.set_participants(chat.id, &rows).await?;
    Ok(())
}

fn ephemeral(app: &App, meta: &InstanceMeta, chat: &Address, body: impl Into<EventBody>) -> Event {
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.chat_external_id = Some(chat.id.clone());
    event
}
