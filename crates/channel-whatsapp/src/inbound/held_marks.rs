//! Stars and labels that messages had before the number was linked. The list of them and the history with
//! the messages arrive in either order, and a message that is not stored gets neither. So those of the list
//! are held until the history has their messages.

use omni_channel::{Inbound, StateUpdate};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Messages whose marks are held: those of further ones are not.
const CAPACITY: usize = 10_000;

/// The marks that a session holds, by the external ids of their messages.
#[derive(Debug, Default)]
pub(crate) struct HeldMarks(Mutex<HashMap<String, Vec<StateUpdate>>>);

/// A mark of a message: its label, or `None` for a star.
struct Mark<'a> {
    message: &'a str,
    label: Option<&'a str>,
    on: bool,
}

impl<'a> Mark<'a> {
    fn of(update: &'a StateUpdate) -> Option<Self> {
        match update {
            StateUpdate::Starred { external_id, on, .. } => {
                Some(Self { message: external_id, label: None, on: *on })
            }
            StateUpdate::LabelledMessage { external_id, label, on, .. } => {
                Some(Self { message: external_id, label: Some(label), on: *on })
            }
            _ => None,
        }
    }
}

impl HeldMarks {
    /// Holds what a list contains, and holds no more what was taken away since.
    pub(super) fn follow(&self, update: &StateUpdate, is_listed: bool) {
        let Some(mark) = Mark::of(update) else { return };
        let mut held = self.held();
        if let Some(marks) = held.get_mut(mark.message) {
            marks.retain(|one| Mark::of(one).is_some_and(|known| known.label != mark.label));
        }
        let has_room = held.len() < CAPACITY || held.contains_key(mark.message);
        if mark.on && is_listed && has_room {
            held.entry(mark.message.to_owned()).or_default().push(update.clone());
        }
    }

    /// The marks of the messages among these, which are held no more.
    pub(super) fn take(&self, received: &[Inbound]) -> Vec<Inbound> {
        let mut held = self.held();
        let mut marks = Vec::new();
        if held.is_empty() {
            return marks;
        }
        for one in received {
            if let Inbound::Message(message) = one
                && let Some(of_message) = held.remove(&message.external_id)
            {
                marks.extend(of_message.into_iter().map(|mark| Inbound::State(Box::new(mark))));
            }
        }
        marks
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, Vec<StateUpdate>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, HeldMarks};
    use omni_channel::StateUpdate;
    use omni_domain::conversation::Address;

    fn starred(id: &str, on: bool) -> StateUpdate {
        let chat = Address::new("1@s.whatsapp.net");
        StateUpdate::Starred { chat, external_id: id.to_owned(), on }
    }

    fn labelled(id: &str, label: &str, on: bool) -> StateUpdate {
        StateUpdate::LabelledMessage {
            chat: Address::new("1@s.whatsapp.net"),
            external_id: id.to_owned(),
            label: label.to_owned(),
            on,
        }
    }

    fn count(marks: &HeldMarks, id: &str) -> usize {
        marks.held().get(id).map_or(0, Vec::len)
    }

    #[test]
    fn marks_of_a_list_are_held_until_they_are_taken_away() {
        let marks = HeldMarks::default();
        for update in [starred("A", true), labelled("A", "4", true), labelled("A", "5", true)] {
            marks.follow(&update, true);
            marks.follow(&update, true);
        }
        assert_eq!(count(&marks, "A"), 3, "each once");
        marks.follow(&labelled("A", "4", false), false);
        marks.follow(&starred("A", false), false);
        assert_eq!(count(&marks, "A"), 1);
        marks.follow(&labelled("B", "4", true), false);
        assert_eq!(count(&marks, "B"), 0, "a later change is of a message that is stored");
    }

    #[test]
    fn no_more_are_held_than_there_is_room_for() {
        let marks = HeldMarks::default();
        for number in 0..=CAPACITY {
            marks.follow(&starred(&number.to_string(), true), true);
        }
        marks.follow(&labelled("0", "4", true), true);
        assert_eq!(count(&marks, "0"), 2);
        assert_eq!(marks.held().len(), CAPACITY);
    }
}
