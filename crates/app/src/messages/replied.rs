use super::event;
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_domain::conversation::Chat;
use omni_domain::event::AgentReplied;
use omni_domain::message::{Message, MessageSource};
use omni_storage::Tx;

/// Appends `agent.replied` with the last message of an agent's answer, next to its `message.sent`.
pub(crate) async fn append_replied(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    message: &Message,
    chat: &Chat,
) -> Result<(), Error> {
    if message.source != MessageSource::Agent {
        return Ok(());
    }
    // A notice of the server's own has no turn.
    let Some(turn) = tx.turn_of_message(message.id).await? else { return Ok(()) };
    let Some(plan) = turn.reply.filter(|plan| plan.complete) else { return Ok(()) };
    if plan.parts.last().is_none_or(|last| last.message_id != message.id) {
        return Ok(());
    }
    let address = &chat.address.id;
    let body = AgentReplied {
        turn_id: turn.id,
        chat: address.clone(),
        messages: u64::try_from(plan.parts.len()).unwrap_or(u64::MAX),
    };
    tx.append_event(event(app, meta, body, message, address));
    Ok(())
}
