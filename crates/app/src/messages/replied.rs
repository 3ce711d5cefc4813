use super::event;
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_domain::conversation::Chat;
use omni_domain::event::{AgentReplied, Event};
use omni_domain::message::{Message, MessageSource};
use omni_domain::turn::Turn;
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
    if let Some(replied) = of_turn(app, meta, message, chat, &turn) {
        tx.append_event(replied);
    }
    Ok(())
}

/// `agent.replied`, if the message is the last one of the turn's answer.
pub(super) fn of_turn(
    app: &App,
    meta: &InstanceMeta,
    message: &Message,
    chat: &Chat,
    turn: &Turn,
) -> Option<Event> {
    let plan = turn.reply.as_ref().filter(|plan| plan.complete)?;
    plan.parts.last().filter(|last| last.message_id == message.id)?;
    let address = &chat.address.id;
    let body = AgentReplied {
        turn_id: turn.id,
        chat: address.clone(),
        messages: u64::try_from(plan.parts.len()).unwrap_or(u64::MAX),
        reply: plan.text(),
    };
    Some(event(app, meta, body, message, address))
}
