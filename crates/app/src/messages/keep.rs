use super::change;
use crate::app::App;
use crate::error::Error;
use omni_channel::Capability;
use omni_domain::access::Caller;
use omni_domain::ids::MessageId;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::Message;

/// Keeps a message of a chat whose messages disappear for all participants, or lets it disappear
/// again. Durably queued behind what is sent in its chat; does not wait for the network.
pub async fn keep(app: &App, caller: &Caller, id: MessageId, keep: bool) -> Result<Message, Error> {
    let (found, external_id) = change::find_shown(app, caller, id, Capability::KeepMessage).await?;
    change::enqueue(app, &found, |chat| ActionPayload::Keep {
        external_id,
        chat,
        message_id: id,
        keep,
    })
    .await?;
    Ok(found.message)
}
