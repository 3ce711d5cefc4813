//! Why queued messages wait, for those who ask for them.

use crate::app::App;
use crate::error::Error;
use omni_domain::ids::MessageId;
use omni_domain::message::{DeliveryStatus, Message};
use omni_domain::pacing::Hold;
use std::collections::HashMap;

/// Adds it to those of these messages that wait.
pub(super) async fn attach(app: &App, messages: &mut [Message]) -> Result<(), Error> {
    let is_queued = |message: &&Message| message.status == DeliveryStatus::Queued;
    let ids: Vec<MessageId> = messages.iter().filter(is_queued).map(|one| one.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let held = app.store.held_sends(&ids, app.env.now()).await?;
    let holds: HashMap<MessageId, Option<Hold>> =
        held.into_iter().map(|held| (held.message_id, held.hold)).collect();
    for message in messages {
        message.hold = holds.get(&message.id).copied().flatten();
    }
    Ok(())
}
