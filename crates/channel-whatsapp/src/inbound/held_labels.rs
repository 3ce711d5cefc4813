//! Labels that messages had before the number was linked. The list of them and the history with the
//! messages arrive in either order, and a message that is not stored gets no label. So those of the list
//! are held until the history has their messages.

use omni_channel::{Inbound, StateUpdate};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Messages whose labels are held: those of further ones are not.
const CAPACITY: usize = 10_000;

/// The labels that a session holds, by the external ids of their messages.
#[derive(Debug, Default)]
pub(crate) struct HeldLabels(Mutex<HashMap<String, Vec<StateUpdate>>>);

impl HeldLabels {
    /// Holds what a list says of messages that have a label.
    pub(super) fn hold(&self, updates: &[StateUpdate]) {
        let mut held = self.held();
        for update in updates {
            let StateUpdate::LabelledMessage { external_id, on: true, .. } = update else {
                continue;
            };
            if held.len() < CAPACITY || held.contains_key(external_id) {
                held.entry(external_id.clone()).or_default().push(update.clone());
            }
        }
    }

    /// The labels of the messages among these, which are held no more.
    pub(super) fn take(&self, received: &[Inbound]) -> Vec<Inbound> {
        let mut held = self.held();
        if held.is_empty() {
            return Vec::new();
        }
        let messages = received.iter().filter_map(|one| match one {
            Inbound::Message(message) => Some(&message.external_id),
            _ => None,
        });
        let labels = messages.filter_map(|id| held.remove(id)).flatten();
        labels.map(|update| Inbound::State(Box::new(update))).collect()
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, Vec<StateUpdate>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, HeldLabels};
    use omni_channel::StateUpdate;
    use omni_domain::conversation::Address;

    fn labelled(id: &str, on: bool) -> StateUpdate {
        StateUpdate::LabelledMessage {
            chat: Address::new("1@s.whatsapp.net"),
            external_id: id.to_owned(),
            label: "4".to_owned(),
            on,
        }
    }

    #[test]
    fn only_labels_that_messages_have_are_held_and_not_without_bound() {
        let held = HeldLabels::default();
        let many: Vec<StateUpdate> =
            (0..=CAPACITY).map(|number| labelled(&number.to_string(), true)).collect();
        held.hold(&[labelled("none", false)]);
        held.hold(&many);
        held.hold(&[labelled("0", true)]);
        let held = held.held();
        assert_eq!((held.len(), held.contains_key("none")), (CAPACITY, false));
        assert_eq!(held.get("0").map(Vec::len), Some(2), "a message may have several");
    }
}
