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

use super::handler::{JobHandler, Placement};
use super::{drop_job, retry_or_bury};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::sessions::Live;
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::ids::TurnId;
use omni_domain::instance::Instance;
use omni_domain::job::Job;
use omni_domain::job::payloads::TurnPayload;
use omni_domain::turn::{Turn, TurnState};
use std::sync::Arc;

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

impl JobHandler for TurnPayload {
    const PLACEMENT: Placement = Placement::Owner;
    const LANE_WIDTH: usize = 1024;

    fn max_attempts(config: &AppConfig) -> i32 {
        config.turns.max_attempts
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        advance(app, job, self.turn_id).await
    }

    /// The turn fails, too: a dead letter that says where.
    async fn give_up(self, app: &App, job: &Job, error: &str) -> Result<(), Error> {
        fail::give_up(app, job, self.turn_id, error).await
    }
}

/// One try: as far as the turn goes without waiting for others.
async fn advance(app: &App, job: &Job, turn_id: TurnId) -> Result<(), Error> {
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
