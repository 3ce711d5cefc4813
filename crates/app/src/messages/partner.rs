//! The other side of a direct chat.

use crate::error::Error;
use omni_domain::conversation::{Chat, ChatType, Identity};
use omni_domain::event::Event;
use omni_domain::ids::InstanceId;
use omni_storage::Tx;
use std::collections::{BTreeSet, HashMap};

/// Names the recipient of an outbound message in its event, so that their timeline has both sides
/// of the conversation. A recipient who never wrote is not a person yet.
pub(crate) async fn name_partner(tx: &mut Tx, event: &mut Event, chat: &Chat) -> Result<(), Error> {
    if event.identity_id.is_none() {
        name(event, Partners::load(tx, [chat]).await?.of(chat));
    }
    Ok(())
}

/// Names a person who is stored already.
pub(crate) fn name(event: &mut Event, partner: Option<&Identity>) {
    if let (None, Some(identity)) = (event.identity_id, partner) {
        event.person_id = Some(identity.person_id);
        event.identity_id = Some(identity.id);
    }
}

/// The accounts behind some addresses.
#[derive(Debug, Default)]
pub(crate) struct Partners(HashMap<(InstanceId, String), Identity>);

impl Partners {
    /// Of several chats, with one query for each instance.
    pub(crate) async fn load<'c>(
        tx: &mut Tx,
        chats: impl IntoIterator<Item = &'c Chat>,
    ) -> Result<Self, Error> {
        let mut wanted: HashMap<InstanceId, BTreeSet<String>> = HashMap::new();
        for chat in chats.into_iter().filter(|chat| chat.chat_type == ChatType::Dm) {
            let addresses = wanted.entry(chat.instance_id).or_default();
            addresses.extend(chat.address.all().map(str::to_owned));
        }
        let mut known = HashMap::new();
        for (instance, addresses) in wanted {
            let addresses: Vec<String> = addresses.into_iter().collect();
            for identity in tx.find_identities(instance, &addresses).await? {
                for address in identity.address.all() {
                    known.insert((instance, address.to_owned()), identity.clone());
                }
            }
        }
        Ok(Self(known))
    }

    /// The other side.
    pub(crate) fn of(&self, chat: &Chat) -> Option<&Identity> {
        if chat.chat_type != ChatType::Dm {
            return None;
        }
        let mut addresses = chat.address.all();
        addresses.find_map(|address| self.0.get(&(chat.instance_id, address.to_owned())))
    }
}
