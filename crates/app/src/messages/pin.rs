use super::change;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::Capability;
use omni_domain::access::Caller;
use omni_domain::ids::MessageId;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::Message;

/// How long phones offer to pin a message: a day, a week, thirty days.
const DURATIONS: [u32; 3] = [86_400, 604_800, 2_592_000];

/// Pins a message in its chat for all participants. Durably queued behind what is sent in its chat;
/// does not wait for the network.
pub async fn pin(
    app: &App,
    caller: &Caller,
    id: MessageId,
    seconds: u32,
) -> Result<Message, Error> {
    if !DURATIONS.contains(&seconds) {
        return Err(Error::invalid(
            Field::PinDuration,
            "give 86400 (a day), 604800 (a week) or 2592000 (thirty days)",
        ));
    }
    set(app, caller, id, Some(seconds)).await
}

/// Unpins a message for all participants, likewise.
pub async fn unpin(app: &App, caller: &Caller, id: MessageId) -> Result<Message, Error> {
    set(app, caller, id, None).await
}

async fn set(
    app: &App,
    caller: &Caller,
    id: MessageId,
    seconds: Option<u32>,
) -> Result<Message, Error> {
    let (found, external_id) = change::find_shown(app, caller, id, Capability::PinMessage).await?;
    change::enqueue(app, &found, |chat| ActionPayload::Pin {
        external_id,
        chat,
        message_id: id,
        seconds,
    })
    .await?;
    Ok(found.message)
}
