use super::{chats_of, load};
use crate::app::App;
use crate::error::Error;
use crate::settings::Prices;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::{MessageId, TurnId};
use omni_domain::turn::Turn;
use std::slice;

/// A turn with the messages it is about and those of its answer that are queued.
#[derive(Debug, Clone)]
pub struct TurnDetails {
    /// The turn.
    pub turn: Turn,
    /// The chat it is in.
    pub chat: Option<Chat>,
    /// What it is about.
    pub messages: Vec<MessageId>,
    /// Its answer.
    pub replies: Vec<MessageId>,
    /// What its tokens cost, by the tenant's prices; `None` without tokens or without a price.
    pub cost: Option<f64>,
}

/// One turn.
pub async fn get(app: &App, caller: &Caller, id: TurnId) -> Result<TurnDetails, Error> {
    let turn = load(app, caller, Scope::MessagesRead, id).await?;
    details(app, turn).await
}

pub(super) async fn details(app: &App, turn: Turn) -> Result<TurnDetails, Error> {
    let chat = chats_of(app, slice::from_ref(&turn)).await?.remove(&turn.chat_id);
    let messages = app.store.turn_message_ids(turn.id).await?;
    let replies = app.store.turn_reply_ids(turn.id).await?;
    let cost = cost(app, &turn).await?;
    Ok(TurnDetails { turn, chat, messages, replies, cost })
}

/// As the statistics count it.
async fn cost(app: &App, turn: &Turn) -> Result<Option<f64>, Error> {
    let Some(plan) = &turn.reply else { return Ok(None) };
    let (Some(model), input, output) = (&plan.model, plan.input_tokens, plan.output_tokens) else {
        return Ok(None);
    };
    if input.is_none() && output.is_none() {
        return Ok(None);
    }
    let tokens = |count: Option<u64>| i64::try_from(count.unwrap_or_default()).unwrap_or(i64::MAX);
    let prices = Prices::load(app, turn.tenant_id).await?;
    Ok(prices.of(model).map(|price| price.of_tokens(tokens(input), tokens(output))))
}
