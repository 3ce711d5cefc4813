use crate::inbound::Book;
use crate::jid::to_jid;
use crate::outbound::client_error;
use crate::session::Core;
use omni_channel::{ChannelError, PersonPresence};
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::PresenceError;

/// The presence of a person, as reported so far. With `follow` the network is asked to report it.
pub(crate) async fn presence(
    core: &Core,
    client: &Arc<Client>,
    address: &str,
    follow: bool,
) -> Result<Option<PersonPresence>, ChannelError> {
    let now = core.context.env.now();
    if !follow {
        return Ok(core.presences.of(address, now));
    }
    let jid = to_jid(address)?.to_non_ad();
    if !jid.is_pn() && !jid.is_lid() {
        return Err(ChannelError::RecipientUnknown(address.to_owned()));
    }
    // It may be reported under the other address of the person.
    let person = Book::new(client).address(&jid, None).await;
    let presence = client.presence();
    let asked = tokio::time::timeout(core.options.query_timeout, presence.subscribe(jid)).await;
    match asked {
        Ok(Ok(())) => Ok(Some(core.presences.expect(&person, now))),
        Ok(Err(PresenceError::Client(error))) => Err(client_error(&error, now)),
        Ok(Err(_)) | Err(_) => Err(ChannelError::Timeout),
    }
}
