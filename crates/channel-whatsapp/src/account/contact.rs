use super::refusal;
use crate::jid::to_jid;
use omni_channel::ChannelError;
use std::sync::Arc;
use whatsapp_rust::Client;

/// Saves a person under a name, on the account's devices and in the phone's address book. The network
/// takes such a change by phone number only.
pub(super) async fn save(
    client: &Arc<Client>,
    contact: &str,
    name: String,
) -> Result<(), ChannelError> {
    let jid = to_jid(contact)?.to_non_ad();
    if !jid.is_pn() {
        return Err(ChannelError::RecipientUnknown(contact.to_owned()));
    }
    let saved = client.chat_actions().save_contact(&jid, Some(name), None, true).await;
    saved.map_err(|error| refusal(&error))
}
