//! Stores a change of what is kept about a chat, with its event.

use super::event;
use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_channel::ChatChange;
use omni_domain::Timestamp;
use omni_domain::chat_state::{ChatState, Mute};
use omni_domain::event::{ChatEmptied, ChatUpdated, EventBody};
use omni_domain::ids::ChatId;
use omni_storage::{StorageError, Tx};

/// A stored chat, by its id and the address that events show.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) id: ChatId,
    pub(crate) address: String,
}

/// Whether the change leaves a chat of which nothing is stored as it is.
pub(crate) fn is_default(change: &ChatChange) -> bool {
    match change {
        ChatChange::Archived(on)
        | ChatChange::Pinned(on)
        | ChatChange::MarkedUnread(on)
        | ChatChange::Labelled { on, .. } => !on,
        ChatChange::Muted(mute) => *mute == Mute::Off,
        ChatChange::Disappearing(seconds) => *seconds == 0,
        ChatChange::Cleared { .. } | ChatChange::Deleted { .. } => true,
    }
}

/// Stores the change and its event; a repeat changes nothing.
pub(crate) async fn apply(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: &Kept,
    change: &ChatChange,
) -> Result<(), StorageError> {
    let before = tx.lock_chat_state(chat.id).await?;
    match change {
        ChatChange::Labelled { label, on } => {
            if !tx.label_chat(chat.id, label, *on).await? {
                return Ok(());
            }
            updated(app, tx, meta, chat, &before).await
        }
        ChatChange::Cleared { until, starred } => {
            clear(app, tx, meta, chat, before, (*until, *starred)).await
        }
        ChatChange::Deleted { until } => delete(app, tx, meta, chat, before, *until).await,
        change => {
            let after = changed(before.clone(), change);
            if after == before {
                return Ok(());
            }
            tx.set_chat_state(chat.id, &after, app.env.now()).await?;
            updated(app, tx, meta, chat, &after).await
        }
    }
}

fn changed(mut state: ChatState, change: &ChatChange) -> ChatState {
    match change {
        ChatChange::Archived(on) => state.archived = *on,
        ChatChange::Pinned(on) => state.pinned = *on,
        ChatChange::Muted(mute) => state.mute = *mute,
        ChatChange::MarkedUnread(on) => state.marked_unread = *on,
        ChatChange::Disappearing(seconds) => state.disappearing_seconds = *seconds,
        ChatChange::Labelled { .. } | ChatChange::Cleared { .. } | ChatChange::Deleted { .. } => {}
    }
    state
}

async fn updated(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: &Kept,
    state: &ChatState,
) -> Result<(), StorageError> {
    let labels = tx.labels_of_chat(chat.id).await?;
    let body = ChatUpdated::of(chat.address.clone(), state, labels, app.env.now());
    append(app, tx, meta, chat, body);
    Ok(())
}

async fn clear(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: &Kept,
    before: ChatState,
    (until, starred): (Timestamp, bool),
) -> Result<(), StorageError> {
    let last = newest_time(tx, chat).await?;
    if is_done(before.cleared_at, until, last) {
        // An earlier clearing may have left the starred messages.
        if !starred || tx.unstar_until(chat.id, until).await? == 0 {
            return Ok(());
        }
    } else {
        let state = ChatState { cleared_at: Some(until), marked_unread: false, ..before };
        empty(app, tx, chat, &state, (until, starred, last)).await?;
    }
    let body = ChatEmptied { chat: chat.address.clone(), until: Some(until) };
    append(app, tx, meta, chat, EventBody::ChatCleared(body));
    Ok(())
}

async fn delete(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: &Kept,
    before: ChatState,
    until: Timestamp,
) -> Result<(), StorageError> {
    let last = newest_time(tx, chat).await?;
    if is_done(before.removed_at, until, last) {
        return Ok(());
    }
    let (cleared_at, removed_at) = (Some(until).max(before.cleared_at), Some(until));
    let kept =
        ChatState { disappearing_seconds: before.disappearing_seconds, ..ChatState::default() };
    let state = ChatState { cleared_at, removed_at, ..kept };
    empty(app, tx, chat, &state, (until, true, last)).await?;
    let body = ChatEmptied { chat: chat.address.clone(), until: Some(until) };
    append(app, tx, meta, chat, EventBody::ChatDeleted(body));
    Ok(())
}

/// The time of the chat's newest message.
async fn newest_time(tx: &mut Tx, chat: &Kept) -> Result<Option<Timestamp>, StorageError> {
    Ok(tx.chat_by_id(chat.id).await?.and_then(|chat| chat.last_message_at))
}

/// Whether everything up to this time, or all there is, is gone already.
fn is_done(gone_at: Option<Timestamp>, until: Timestamp, last: Option<Timestamp>) -> bool {
    gone_at.is_some_and(|at| at >= until || last.is_none_or(|last| last <= at))
}

async fn empty(
    app: &App,
    tx: &mut Tx,
    chat: &Kept,
    state: &ChatState,
    (until, starred, last): (Timestamp, bool, Option<Timestamp>),
) -> Result<(), StorageError> {
    let now = app.env.now();
    tx.set_chat_state(chat.id, state, now).await?;
    if starred {
        tx.unstar_until(chat.id, until).await?;
    }
    // A message that arrived since is still unread, and in the list.
    if last.is_none_or(|last| last <= until) {
        tx.empty_chat(chat.id, now).await?;
    }
    Ok(())
}

fn append(app: &App, tx: &mut Tx, meta: &InstanceMeta, chat: &Kept, body: impl Into<EventBody>) {
    let mut event = event(app, meta, body);
    event.chat_id = Some(chat.id);
    event.chat_external_id = Some(chat.address.clone());
    tx.append_event(event);
}

#[cfg(test)]
mod tests {
    use super::{is_default, is_done};
    use omni_channel::ChatChange;
    use omni_domain::Timestamp;
    use omni_domain::chat_state::Mute;

    #[test]
    fn what_is_gone_already_is_not_cleared_again() {
        let at = |millis| Some(Timestamp(millis));
        assert!(!is_done(None, Timestamp(10), at(5)));
        assert!(is_done(at(10), Timestamp(10), at(15)));
        assert!(is_done(at(10), Timestamp(20), at(5)), "nothing has arrived since");
        assert!(!is_done(at(10), Timestamp(20), at(15)));
    }

    #[test]
    fn a_chat_that_is_not_stored_has_the_defaults() {
        assert!(is_default(&ChatChange::Archived(false)));
        assert!(!is_default(&ChatChange::Muted(Mute::Always)));
        assert!(is_default(&ChatChange::Deleted { until: Timestamp(1) }));
    }
}
