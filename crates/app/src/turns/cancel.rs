use super::get::{TurnDetails, details};
use super::{event_context, load};
use crate::app::App;
use crate::error::Error;
use crate::turns::{changed, collect};
use omni_domain::access::{Caller, Scope};
use omni_domain::event::CancelReason;
use omni_domain::ids::TurnId;
use omni_domain::turn::{Turn, TurnState};

/// Cancels a turn: an agent that is being asked is not waited for, and no more parts of an answer
/// are queued. Cancelling twice is not an error, but a turn that is over stays over.
pub async fn cancel(app: &App, caller: &Caller, id: TurnId) -> Result<TurnDetails, Error> {
    // Its state may change while it is being cancelled: then once more, from the new state.
    for _ in 0..5 {
        let turn = load(app, caller, Scope::MessagesSend, id).await?;
        if turn.state == TurnState::Cancelled {
            return details(app, turn).await;
        }
        if !turn.state.can_become(TurnState::Cancelled) {
            return Err(Error::conflict(format!(
                "the turn is over already ({}); it cannot be cancelled",
                turn.state
            )));
        }
        if let Some(turn) = cancel_turn(app, turn).await? {
            return details(app, turn).await;
        }
    }
    Err(Error::conflict("the turn's state changes too fast to be cancelled; read it again"))
}

async fn cancel_turn(app: &App, mut turn: Turn) -> Result<Option<Turn>, Error> {
    let (meta, chat) = event_context(app, &turn).await?;
    let (inner, previous_state, now) = (app.clone(), turn.state, app.env.now());
    turn.state = TurnState::Cancelled;
    turn.ended_at = Some(now);
    turn.updated_at = now;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let address = &chat.address.id;
                if !changed::update(&inner, tx, &meta, address, previous_state, &turn).await? {
                    return Ok::<_, Error>(None);
                }
                // It holds the chat's position in the queue: its job is removed now.
                tx.make_job_due(turn.job_id, now).await?;
                tx.append_event(collect::cancelled(
                    &inner,
                    &meta,
                    &turn,
                    address,
                    CancelReason::Cancelled,
                ));
                Ok(Some(turn))
            })
        })
        .await
}
