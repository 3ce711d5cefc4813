use crate::inbound::Book;
use crate::jid::to_jid;
use crate::outbound::iq_error;
use crate::session::Core;
use omni_channel::{ChannelError, Inbound, StateUpdate};
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::BlockingError;

/// Blocks a person, or unblocks them. The network identifies people by their LID: it must be known.
pub(super) async fn change(
    core: &Core,
    client: &Arc<Client>,
    contact: &str,
    on: bool,
) -> Result<(), ChannelError> {
    let jid = to_jid(contact)?;
    let blocking = client.blocking();
    let changed = if on { blocking.block(&jid).await } else { blocking.unblock(&jid).await };
    changed.map_err(|error| match error {
        BlockingError::Iq(error) => iq_error(&error, core.context.env.now()),
        BlockingError::InvalidJid(_) => ChannelError::RecipientUnknown(contact.to_owned()),
        _ => ChannelError::Temporary("WhatsApp did not accept the change; try again".to_owned()),
    })
}

/// All who are blocked; `None` if the network does not return them now.
pub(crate) async fn fetch(client: &Arc<Client>) -> Option<Inbound> {
    let entries = client.blocking().get_blocklist().await.ok()?;
    let book = Book::new(client);
    let mut people = Vec::with_capacity(entries.len());
    for entry in &entries {
        people.push(book.address(&entry.jid, None).await);
    }
    Some(Inbound::State(Box::new(StateUpdate::Blocklist(people))))
}
