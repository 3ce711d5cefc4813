//! A turn: gathered, prepared, asked, answered. Each step is a state that is stored, so that after
//! a crash the turn goes on where it stood; the agent is asked again only if it had not answered.

mod answer;
mod ask;
mod claim;
mod fail;
mod late;
mod limits;
mod media;
mod reply;
mod typing;
mod words;

pub(super) use fail::give_up;

use super::{drop_job, payload, retry_or_bury};
use crate::app::App;
use crate::error::Error;
use crate::sessions::Live;
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::ids::TurnId;
use omni_domain::instance::Instance;
use omni_domain::job::Job;
use omni_domain::turn::{Turn, TurnState};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// `turn.run`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TurnJob {
    /// The turn.
    pub turn_id: TurnId,
}

impl TurnJob {
    pub(crate) fn to_value(self) -> serde_json::Value {
        serde_json::json!({ "turnId": self.turn_id })
    }
}

/// Where a turn happens.
#[derive(Clone)]
struct Place {
    job: Job,
    instance: Instance,
    chat: Chat,
    live: Arc<Live>,
}

/// What the job does next.
enum Step {
    /// The job is finished, put back or buried.
    Ended,
    /// The turn stands elsewhere now.
    On(Box<Turn>),
}

/// One try: as far as the turn goes without waiting for others.
pub async fn run_turn(app: &App, job: &Job) -> Result<(), Error> {
    let TurnJob { turn_id } = payload(job)?;
    let Some(turn) = app.store.find_turn(job.tenant_id, turn_id).await? else {
        return drop_job(app, job).await;
    };
    let instance = app.store.find_instance(job.tenant_id, turn.instance_id).await?;
    let chat = app.store.find_chat(job.tenant_id, turn.chat_id).await?;
    let (Some(instance), Some(chat)) = (instance, chat) else { return drop_job(app, job).await };
    let Some(live) = app.sessions.get(instance.id) else {
        return retry_or_bury(app, job, "another node owns the instance", None).await;
    };
    let place = Place { job: job.clone(), instance, chat, live };
    let mut turn = Box::new(turn);
    loop {
        let step = match turn.state {
            TurnState::Collecting => claim::claim(app, &place, *turn).await?,
            TurnState::WaitingMedia => media::wait(app, &place, *turn).await?,
            TurnState::Running => ask::ask(app, &place, *turn).await?,
            TurnState::Awaiting => late::deliver(app, &place, *turn).await?,
            TurnState::Replying => reply::go_on(app, &place, *turn).await?,
            TurnState::Failed => claim::again(app, &place, *turn).await?,
            TurnState::Done | TurnState::Superseded | TurnState::Cancelled => {
                drop_job(app, job).await?;
                Step::Ended
            }
        };
        match step {
            Step::Ended => return Ok(()),
            Step::On(next) => turn = next,
        }
    }
}

/// Puts the job back for a later moment; this try does not count.
async fn postpone(app: &App, job: &Job, run_at: Timestamp) -> Result<Step, Error> {
    let (id, attempts) = (job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.postpone_job(id, attempts, run_at).await.map(drop) })
        })
        .await?;
    Ok(Step::Ended)
}
