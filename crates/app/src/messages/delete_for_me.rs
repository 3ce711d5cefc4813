use super::change;
use crate::app::App;
use crate::error::Error;
use omni_channel::Capability;
use omni_domain::access::Caller;
use omni_domain::ids::MessageId;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::Message;

/// Deletes a message of anyone on the account's own devices and here; others keep it. Durably
/// queued behind what is sent in its chat; does not wait for the network.
pub async fn delete_for_me(app: &App, caller: &Caller, id: MessageId) -> Result<Message, Error> {
    let (found, _) = change::find_shown(app, caller, id, Capability::DeleteForMe).await?;
    change::enqueue(app, &found, |chat| ActionPayload::DeleteForMe { chat, message_id: id })
        .await?;
    Ok(found.message)
}
