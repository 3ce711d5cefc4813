use super::get::{TurnDetails, details};
use super::{event_context, load};
use crate::app::App;
use crate::error::Error;
use crate::turns::collect;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::TurnId;
use omni_domain::turn::TurnState;

/// Retries a turn that failed or was cancelled. Where messages are being gathered for the next
/// turn, that turn gets these messages too, and is the one that is returned.
pub async fn retry(app: &App, caller: &Caller, id: TurnId) -> Result<TurnDetails, Error> {
    let turn = load(app, caller, Scope::MessagesSend, id).await?;
    if !turn.state.can_become(TurnState::Collecting) {
        return Err(Error::conflict(format!(
            "only a turn that failed or was cancelled can be retried; this one is {}",
            turn.state
        )));
    }
    let (meta, chat) = event_context(app, &turn).await?;
    let inner = app.clone();
    let revived = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.drop_dead(turn.tenant_id, turn.job_id).await?;
                let job = inner.env.id();
                let address = &chat.address.id;
                let revived = collect::revive_in(&inner, tx, &meta, address, turn, job).await?;
                if revived.job_id == job {
                    let now = inner.env.now();
                    tx.insert_job(collect::job_of(&inner, &revived, job, now));
                }
                Ok::<_, Error>(revived)
            })
        })
        .await?;
    details(app, revived).await
}
