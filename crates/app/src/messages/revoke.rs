use super::change::{self, Change};
use crate::app::App;
use crate::error::Error;
use omni_channel::Capability;
use omni_domain::access::Caller;
use omni_domain::ids::MessageId;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::Message;

/// Deletes a message that was sent from here, for everyone. Durably queued behind what is sent in
/// its chat; does not wait for the network.
pub async fn revoke(app: &App, caller: &Caller, id: MessageId) -> Result<Message, Error> {
    let found = change::find(app, caller, id, Change::Revoke, Capability::DeleteMessage).await?;
    change::enqueue(app, &found, |chat| ActionPayload::Revoke { chat, message_id: id }).await?;
    Ok(found.message)
}
