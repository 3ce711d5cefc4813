//! Chats and senders cached by the writer, so that a message of a known chat needs no lookup.
//! Only this process writes these rows while it owns the instance, so the cache becomes stale only
//! by what the writer itself does, and by people who merge persons: those clear it
//! (`app/src/persons`), on other nodes by a version that every group checks.

use super::people::Facts;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::{ChatId, IdentityId, InstanceId, PersonId};
use std::collections::HashMap;

/// Addresses cached before the cache is emptied and filled anew.
const MAX_ADDRESSES: usize = 20_000;

#[derive(Debug, Clone)]
pub(super) struct ChatRef {
    pub(super) id: ChatId,
    pub(super) address: Address,
    pub(super) chat_type: ChatType,
    pub(super) name: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct SenderRef {
    pub(super) identity_id: IdentityId,
    pub(super) person_id: PersonId,
    pub(super) address: Address,
    pub(super) name: Option<String>,
    pub(super) facts: Facts,
}

#[derive(Debug, Default)]
pub(super) struct Cache {
    chats: HashMap<InstanceId, HashMap<String, ChatRef>>,
    senders: HashMap<InstanceId, HashMap<String, SenderRef>>,
    addresses: usize,
    persons_version: i64,
}

impl Cache {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn drop_senders(&mut self) {
        let senders: usize = self.senders.drain().map(|(_, known)| known.len()).sum();
        self.addresses = self.addresses.saturating_sub(senders);
    }

    /// Drops the senders if persons were changed, by any node, since they were cached.
    pub(super) fn trust_persons(&mut self, version: i64) {
        if self.persons_version != version {
            self.drop_senders();
            self.persons_version = version;
        }
    }

    pub(super) fn drop_instance(&mut self, instance: InstanceId) {
        let chats = self.chats.remove(&instance).map_or(0, |known| known.len());
        let senders = self.senders.remove(&instance).map_or(0, |known| known.len());
        self.addresses = self.addresses.saturating_sub(chats + senders);
    }

    /// The chat, if every address given leads to it. Two that lead to different chats are one that
    /// is not merged yet.
    pub(super) fn chat(&self, instance: InstanceId, address: &Address) -> Option<&ChatRef> {
        let known = self.chats.get(&instance)?;
        let chat = known.get(&address.id)?;
        let same = |alt: &String| known.get(alt).is_some_and(|other| other.id == chat.id);
        address.alt.as_ref().is_none_or(same).then_some(chat)
    }

    pub(super) fn sender(&self, instance: InstanceId, address: &Address) -> Option<&SenderRef> {
        let known = self.senders.get(&instance)?;
        let sender = known.get(&address.id)?;
        let same =
            |alt: &String| known.get(alt).is_some_and(|it| it.identity_id == sender.identity_id);
        address.alt.as_ref().is_none_or(same).then_some(sender)
    }

    pub(super) fn put_chat(&mut self, instance: InstanceId, chat: &ChatRef) {
        self.make_room();
        let known = self.chats.entry(instance).or_default();
        for address in chat.address.all() {
            if known.insert(address.to_owned(), chat.clone()).is_none() {
                self.addresses += 1;
            }
        }
    }

    pub(super) fn put_sender(&mut self, instance: InstanceId, sender: &SenderRef) {
        self.make_room();
        let known = self.senders.entry(instance).or_default();
        for address in sender.address.all() {
            if known.insert(address.to_owned(), sender.clone()).is_none() {
                self.addresses += 1;
            }
        }
    }

    fn make_room(&mut self) {
        if self.addresses >= MAX_ADDRESSES {
            self.clear();
        }
    }
}
