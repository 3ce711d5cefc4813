use super::load;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{MessageId, TurnId};
use omni_domain::turn::Turn;

/// A turn with the messages it is about and those of its answer that are queued.
#[derive(Debug, Clone)]
pub struct TurnDetails {
    /// The turn.
    pub turn: Turn,
    /// What it is about.
    pub messages: Vec<MessageId>,
    /// Its answer.
    pub replies: Vec<MessageId>,
}

/// One turn.
pub async fn get(app: &App, caller: &Caller, id: TurnId) -> Result<TurnDetails, Error> {
    let turn = load(app, caller, Scope::MessagesRead, id).await?;
    details(app, turn).await
}

pub(super) async fn details(app: &App, turn: Turn) -> Result<TurnDetails, Error> {
    let messages = app.store.turn_message_ids(turn.id).await?;
    let replies = app.store.turn_reply_ids(turn.id).await?;
    Ok(TurnDetails { turn, messages, replies })
}
