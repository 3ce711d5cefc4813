//! What the network of a session has, and what the phone answers of the past.

use super::{MockSession, address};
use omni_channel::{
    ChannelError, ChatInfo, HistoryAnchor, HistoryPage, HistoryRequest, Inbound, InboundMessage,
    PersonPresence, PersonProfile, Picture, PresenceStatus, ProfileChange, StateChange,
};
use std::collections::HashMap;

/// The state of the mock's network.
#[derive(Debug, Default)]
pub(super) struct World {
    people: HashMap<String, PersonProfile>,
    presences: HashMap<String, PersonPresence>,
    pub(super) chats: Vec<ChatInfo>,
    /// Older messages, by chat, oldest first.
    past: HashMap<String, Vec<InboundMessage>>,
    pub(super) changes: Vec<ProfileChange>,
    questions: Vec<String>,
    /// The phone is off: no history arrives.
    silent: bool,
    /// Changes of what the account keeps, in order.
    pub(super) kept: Vec<StateChange>,
    /// Pieces of history that may still be answered; `None` is any number.
    pieces: Option<usize>,
    /// The numbers of the newsletter's posts, oldest first, and whether each is deleted; empty is one.
    pub(super) posts: Vec<(u64, bool)>,
    /// The newsletter's picture.
    pub(super) newsletter_picture: Option<Picture>,
}

impl MockSession {
    /// Adds an account to the network.
    pub fn put_person(&self, person: PersonProfile) {
        let person = PersonProfile { address: address::with_phone(person.address), ..person };
        self.world.lock().unwrap().people.insert(person.address.id.clone(), person);
    }

    /// Reports a person's presence.
    pub fn put_presence(&self, address: &str, presence: PersonPresence) {
        self.world.lock().unwrap().presences.insert(address.to_owned(), presence);
    }

    /// What was reported of a person; with `follow` it is expected from now on.
    pub(super) fn seen(&self, address: &str, follow: bool) -> Option<PersonPresence> {
        let presences = &mut self.world.lock().unwrap().presences;
        let pending = PersonPresence { status: PresenceStatus::Pending, last_seen: None };
        if follow {
            return Some(*presences.entry(address.to_owned()).or_insert(pending));
        }
        presences.get(address).copied()
    }

    /// Adds a chat of the account.
    pub fn put_chat(&self, chat: ChatInfo) {
        let chat = ChatInfo { chat: address::with_phone(chat.chat), ..chat };
        self.world.lock().unwrap().chats.push(chat);
    }

    /// Sets the older messages of a chat, oldest first.
    pub fn put_past(&self, chat: &str, messages: Vec<InboundMessage>) {
        self.world.lock().unwrap().past.insert(chat.to_owned(), messages);
    }

    /// Sets whether the phone answers requests for older messages.
    pub fn silence(&self, silent: bool) {
        self.world.lock().unwrap().silent = silent;
    }

    /// Sets how many more pieces of history are answered; the next waits for ever.
    pub fn allow_pieces(&self, pieces: Option<usize>) {
        self.world.lock().unwrap().pieces = pieces;
    }

    /// Changes of the account's own profile, in order.
    pub fn profile_changes(&self) -> Vec<ProfileChange> {
        self.world.lock().unwrap().changes.clone()
    }

    /// Changes of what the account keeps about its chats and people, in order.
    pub fn state_changes(&self) -> Vec<StateChange> {
        self.world.lock().unwrap().kept.clone()
    }

    /// The requests to the network: `find ADDRESS`, `profile ADDRESS`, ...
    pub fn questions(&self) -> Vec<String> {
        self.world.lock().unwrap().questions.clone()
    }

    pub(super) fn asked(&self, question: &str, about: &str) {
        self.world.lock().unwrap().questions.push(format!("{question} {about}"));
    }

    pub(super) fn person(&self, address: &str) -> Option<PersonProfile> {
        self.world.lock().unwrap().people.get(address).cloned()
    }

    /// Delivers a piece of the past, as the phone would.
    pub(super) async fn history(
        &self,
        request: HistoryRequest,
    ) -> Result<HistoryPage, ChannelError> {
        let may_answer = {
            let mut world = self.world.lock().unwrap();
            if world.silent {
                return Err(ChannelError::Timeout);
            }
            match &mut world.pieces {
                None => true,
                Some(0) => false,
                Some(left) => {
                    *left -= 1;
                    true
                }
            }
        };
        if !may_answer {
            std::future::pending::<()>().await;
        }
        let older: Vec<InboundMessage> = {
            let world = self.world.lock().unwrap();
            let past = world.past.get(&request.chat).cloned().unwrap_or_default();
            let mut older: Vec<InboundMessage> =
                past.into_iter().filter(|one| one.timestamp < request.before.at).collect();
            older.split_off(older.len().saturating_sub(request.count as usize))
        };
        let oldest = older.first().map(|one| HistoryAnchor {
            external_id: one.external_id.clone(),
            from_me: one.from_me,
            at: one.timestamp,
        });
        let received = u32::try_from(older.len()).unwrap();
        let wanted = older.into_iter().filter(|one| {
            request.since.is_none_or(|since| one.timestamp >= since)
                && request.until.is_none_or(|until| one.timestamp <= until)
        });
        let wanted: Vec<Inbound> =
            wanted.map(|one| address::complete(Inbound::Message(Box::new(one)))).collect();
        self.context
            .sink
            .accept(wanted)
            .await
            .map_err(|error| ChannelError::Temporary(error.to_string()))?;
        Ok(HistoryPage { received, oldest })
    }
}
