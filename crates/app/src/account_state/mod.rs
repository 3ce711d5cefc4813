//! What an account keeps about its chats and people on all of its devices: the state of chats, stars,
//! labels, the blocklist and privacy settings. A change made here is first accepted by the network,
//! then stored with its event; one made on another device arrives through `inbound/state.rs` and is
//! stored by the same functions, for which a repeat changes nothing.

mod blocklist;
mod chat;
mod contact;
mod empty_chat;
mod label_chat;
mod label_keeper;
mod label_message;
mod label_order;
mod labels;
mod online;
mod presence;
mod privacy;
mod read_chat;
mod star;
mod update_chat;

pub(crate) use blocklist::replace as replace_blocklist;
pub use blocklist::{block, blocklist, unblock};
pub(crate) use chat::{Kept, apply, is_default};
pub use contact::save_contact;
pub use empty_chat::{clear_chat, delete_chat};
pub use label_chat::label_chat;
pub(crate) use label_message::store as store_message_label;
pub use label_message::{label_message, labels_of_messages};
pub(crate) use label_order::LabelOrder;
pub use labels::{NewLabel, create_label, delete_label, labels, rename_label};
pub(crate) use labels::{remove as remove_label, store as store_label};
pub use online::show_online;
pub use presence::{SeenPerson, follow_presence, presence};
pub(crate) use privacy::store as store_privacy;
pub use privacy::{privacy, set_privacy};
pub use read_chat::read_chat;
pub(crate) use star::store as store_star;
pub use star::{star_message, starred};
pub use update_chat::{ChatPatch, update_chat};

use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use crate::number_checks;
use crate::sessions::{InstanceMeta, connected};
use omni_channel::{Capability, KeptMessage, Recipient, Session, StateChange};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;
use omni_domain::message::{Direction, Message};
use std::sync::Arc;

/// An instance that can make a change, and its session.
struct Keeper {
    instance: Instance,
    session: Arc<dyn Session>,
}

impl Keeper {
    async fn load(
        app: &App,
        caller: &Caller,
        scope: Scope,
        id: InstanceId,
        needs: Capability,
    ) -> Result<Self, Error> {
        let instance = instances::load(app, caller, scope, id).await?;
        let channel = app.channel(instance.channel)?;
        channel.info().capabilities.require(&[needs])?;
        let session = connected(app, id).await?;
        Ok(Self { instance, session })
    }

    fn meta(&self) -> InstanceMeta {
        InstanceMeta::of(&self.instance)
    }

    /// The network's own address of a person: of a phone number, or an address on the channel.
    async fn person(&self, app: &App, field: Field, text: &str) -> Result<Address, Error> {
        let parsed = app.channel(self.instance.channel)?.parse_recipient(text);
        let Ok(Recipient { address, chat_type: ChatType::Dm, .. }) = parsed else {
            let why =
                "give a phone number with its country code, or a person's address on this channel";
            return Err(Error::invalid(field, why));
        };
        let found = number_checks::find(app, self.instance.id, &address.id).await;
        let found = found.map_err(Error::from)?;
        let found = found.ok_or_else(|| {
            Error::RecipientNotOnChannel(format!("`{}` is not on this network", address.id))
        })?;
        Ok(found.address)
    }

    /// Returns once the network has accepted the change.
    async fn ask(&self, change: StateChange) -> Result<(), Error> {
        Ok(self.session.change_state(change).await?)
    }
}

/// An event about the account.
fn event(app: &App, meta: &InstanceMeta, body: impl Into<EventBody>) -> Event {
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event
}

/// An event about a message that the account keeps something about.
fn message_event(
    app: &App,
    meta: &InstanceMeta,
    message: &Message,
    chat: &str,
    body: impl Into<EventBody>,
) -> Event {
    let mut event = event(app, meta, body);
    event.chat_id = Some(message.chat_id);
    event.chat_external_id = Some(chat.to_owned());
    event.message_id = Some(message.id);
    event.external_id = Some(message.external_id.clone());
    event
}

/// A message as channels identify it.
fn kept_message(message: &Message) -> KeptMessage {
    KeptMessage {
        external_id: message.external_id.clone(),
        sender: message.sender_platform_id.clone(),
        from_me: message.direction == Direction::Outbound,
        at: message.platform_timestamp,
    }
}

/// The last millisecond of a moment's second: networks name moments by seconds.
fn end_of_second(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(1000) + 999)
}

#[cfg(test)]
mod tests {
    use super::end_of_second;
    use omni_domain::Timestamp;

    #[test]
    fn a_second_ends_with_its_last_millisecond() {
        assert_eq!(end_of_second(Timestamp(5000)), Timestamp(5999));
        assert_eq!(end_of_second(Timestamp(5999)), Timestamp(5999));
    }
}
