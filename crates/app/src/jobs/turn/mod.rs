//! A turn: gathered, prepared, asked, answered. Each step is a stored state, so that after a crash
//! the turn continues from its last state; the agent is asked again only if it had not answered.

mod answer;
mod ask;
mod attachments;
mod body;
mod claim;
mod fail;
mod late;
mod limits;
mod loops;
mod media;
mod mentions;
mod reply;
mod stored;
mod typing;

use super::handler::{AttemptFailure, JobHandler, Placement};
use super::{bury, drop_job, retry_or_bury};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::sessions::Live;
use crate::turns::history::Scene;
use crate::turns::{changed, collect};
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::ids::TurnId;
use omni_domain::instance::Instance;
use omni_domain::job::Job;
use omni_domain::job::payloads::TurnPayload;
use omni_domain::turn::{Turn, TurnState};
use omni_storage::{StorageError, Tx};
use std::sync::Arc;
use std::time::Duration;

/// What the steps of a turn work with.
#[derive(Clone)]
struct TurnContext {
    job: Job,
    instance: Instance,
    chat: Chat,
    live: Arc<Live>,
}

impl TurnContext {
    fn scene(&self) -> Scene<'_> {
        Scene { instance: &self.instance, chat: &self.chat, live: Some(self.live.as_ref()) }
    }

    /// Writes a turn of the chat that was in `from`, and reports its state; see [`changed::update`].
    async fn update(
        &self,
        app: &App,
        tx: &mut Tx,
        from: TurnState,
        turn: &Turn,
    ) -> Result<bool, StorageError> {
        changed::update(app, tx, &self.live.meta(), &self.chat.address.id, from, turn).await
    }
}

/// What the job does next.
enum Step {
    /// The job is finished, released or given up.
    Ended,
    /// The turn has moved to its next state.
    On(Box<Turn>),
}

impl JobHandler for TurnPayload {
    const PLACEMENT: Placement = Placement::Owner;
    const LANE_WIDTH: usize = 1024;
    /// Agents may think for long, and the parts of an answer are paced.
    const LONGEST: Duration = Duration::from_hours(1);

    fn max_attempts(config: &AppConfig) -> i32 {
        config.turns.max_attempts
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        advance(app, job, self.turn_id).await
    }

    /// The turn fails, too: a dead letter that names it.
    async fn give_up(self, app: &App, job: &Job, failure: &AttemptFailure) -> Result<(), Error> {
        fail::give_up(app, job, self.turn_id, failure.text()).await
    }

    /// Its order names the chat, whose later messages would be added to a turn that never runs.
    async fn unreadable(app: &App, job: &Job, error: String) -> Result<(), Error> {
        match of_job(app, job).await? {
            Some(turn) => fail::give_up(app, job, turn, &error).await,
            None => bury(app, job, error).await,
        }
    }
}

/// The turn that a job runs, found without its payload.
async fn of_job(app: &App, job: &Job) -> Result<Option<TurnId>, Error> {
    const IN_PROGRESS: [TurnState; 3] =
        [TurnState::WaitingMedia, TurnState::Running, TurnState::Replying];
    let chat = job.order_key.as_deref().and_then(collect::chat_of_order_key);
    let Some(chat) = chat else { return Ok(None) };
    let turns = app.store.write(move |tx| {
        Box::pin(async move {
            let mut turns = tx.turns_of_chats(&[chat], &IN_PROGRESS).await?;
            turns.extend(tx.turns_of_chats(&[chat], &[TurnState::Collecting]).await?);
            Ok::<_, StorageError>(turns)
        })
    });
    Ok(turns.await?.into_iter().find(|turn| turn.job_id == job.id).map(|turn| turn.id))
}

/// One attempt: as far as the turn advances without waiting for others.
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
    let context = TurnContext { job: job.clone(), instance, chat, live };
    let mut turn = Box::new(turn);
    loop {
        let step = match turn.state {
            TurnState::Collecting => claim::claim(app, &context, *turn).await?,
            TurnState::WaitingMedia => media::wait(app, &context, *turn).await?,
            TurnState::Running => ask::ask(app, &context, *turn).await?,
            TurnState::Awaiting => late::deliver(app, &context, *turn).await?,
            TurnState::Replying => reply::go_on(app, &context, *turn).await?,
            TurnState::Failed => claim::again(app, &context, *turn).await?,
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

/// Releases the job until a later time; this attempt does not count.
async fn postpone(app: &App, job: &Job, run_at: Timestamp) -> Result<Step, Error> {
    let (id, attempts) = (job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.postpone_job(id, attempts, run_at).await.map(drop) })
        })
        .await?;
    Ok(Step::Ended)
}
