use super::{Keeper, Kept, apply, kept_message};
use crate::app::App;
use crate::chats::{self, ChatDetails};
use crate::error::{Error, Field};
use crate::sessions::InstanceMeta;
use omni_channel::{Capability, ChatChange, StateChange};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::chat_state::Mute;
use omni_domain::conversation::Chat;
use omni_domain::ids::{ChatId, InstanceId};

/// Seconds that phones offer for disappearing messages: never, a day, a week, 90 days.
const DISAPPEARING: [u32; 4] = [0, 86_400, 604_800, 7_776_000];

/// Changes of what is kept about a chat; `None` leaves a part as it is.
#[derive(Debug, Clone, Default)]
pub struct ChatPatch {
    /// Put away from the main list.
    pub archived: Option<bool>,
    /// At the top of the main list.
    pub pinned: Option<bool>,
    /// Whether it notifies.
    pub mute: Option<Mute>,
    /// Marked as unread.
    pub marked_unread: Option<bool>,
    /// Seconds after which new messages disappear: 0, 86400, 604800 or 7776000.
    pub disappearing_seconds: Option<u32>,
}

impl ChatPatch {
    fn changes(&self, now: Timestamp) -> Result<Vec<ChatChange>, Error> {
        if matches!(self.mute, Some(Mute::Until(until)) if until <= now) {
            return Err(Error::invalid(Field::ChatMute, "give a time in the future"));
        }
        if self.disappearing_seconds.is_some_and(|seconds| !DISAPPEARING.contains(&seconds)) {
            let why = "give 0 (never), 86400 (a day), 604800 (a week) or 7776000 (90 days)";
            return Err(Error::invalid(Field::ChatDisappearing, why));
        }
        let changes: Vec<ChatChange> = [
            self.archived.map(ChatChange::Archived),
            self.pinned.map(ChatChange::Pinned),
            self.mute.map(ChatChange::Muted),
            self.marked_unread.map(ChatChange::MarkedUnread),
            self.disappearing_seconds.map(ChatChange::Disappearing),
        ]
        .into_iter()
        .flatten()
        .collect();
        if changes.is_empty() {
            return Err(Error::invalid(Field::Chats, "give at least one change"));
        }
        Ok(changes)
    }
}

/// Changes what is kept about a chat: all parts in turn, or up to the first that the network
/// refuses.
pub async fn update_chat(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    patch: ChatPatch,
) -> Result<ChatDetails, Error> {
    let changes = patch.changes(app.env.now())?;
    let (scope, needs) = (Scope::MessagesSend, Capability::ManageChats);
    let keeper = Keeper::load(app, caller, scope, instance, needs).await?;
    let chat = chats::find(app, &keeper.instance, reference).await?;
    for change in changes {
        change_chat(app, &keeper, &chat, change).await?;
    }
    chats::detail(app, &keeper.instance, chat.id).await
}

/// Has the network make the change, then stores it.
pub(super) async fn change_chat(
    app: &App,
    keeper: &Keeper,
    chat: &Chat,
    change: ChatChange,
) -> Result<(), Error> {
    let newest = app.store.recent_messages(chat.id, 1).await?;
    let newest = newest.last().map(kept_message);
    let asked = StateChange::Chat { chat: chat.address.id.clone(), change: change.clone(), newest };
    keeper.ask(asked).await?;
    store(app, keeper.meta(), chat.id, change).await
}

/// Stores a change that no network has to make, or that it has made.
pub(super) async fn store(
    app: &App,
    meta: InstanceMeta,
    id: ChatId,
    change: ChatChange,
) -> Result<(), Error> {
    let inner = app.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                // Meanwhile it may have become part of another chat.
                let Some(chat) = tx.chat_by_id(id).await? else { return Ok(()) };
                let kept = Kept { id: chat.id, address: chat.address.id };
                apply(&inner, tx, &meta, &kept, &change).await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::ChatPatch;
    use omni_domain::Timestamp;
    use omni_domain::chat_state::Mute;

    #[test]
    fn a_change_is_checked_before_it_is_made() {
        let now = Timestamp(10);
        assert!(ChatPatch::default().changes(now).is_err(), "no change");
        let past = ChatPatch { mute: Some(Mute::Until(now)), ..ChatPatch::default() };
        assert!(past.changes(now).is_err());
        let odd = ChatPatch { disappearing_seconds: Some(5), ..ChatPatch::default() };
        assert!(odd.changes(now).is_err());
        let both = ChatPatch { archived: Some(true), pinned: Some(false), ..ChatPatch::default() };
        assert_eq!(both.changes(now).expect("changes").len(), 2);
    }
}
