//! "typing…" while the agent works, and keeping the job reserved meanwhile.

use super::TurnContext;
use crate::app::App;
use omni_channel::ChatAction;
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// Phones stop showing it after 10 to 25 seconds.
const RENEW: Duration = Duration::from_secs(8);
const LIMIT: Duration = Duration::from_secs(2);

/// Shows it, renewed, until dropped. Keeps the job reserved, however long the agent takes.
pub(super) async fn keep(app: &App, context: &TurnContext) -> Infallible {
    let hold = app.config.jobs.lease / 3;
    let mut extended = Instant::now();
    loop {
        show(app, context, true).await;
        tokio::time::sleep(RENEW.min(hold)).await;
        if extended.elapsed() < hold {
            continue;
        }
        extended = Instant::now();
        let (id, attempts) = (context.job.id, context.job.attempts);
        let until = app.env.now().plus(app.config.jobs.lease);
        let kept = app
            .store
            .write(move |tx| Box::pin(async move { tx.extend_job(id, attempts, until).await }))
            .await;
        if let Err(error) = kept {
            tracing::debug!(job.id = %id, %error, "a turn's job could not be kept reserved");
        }
    }
}

/// Best effort, and bounded: it must not delay the answer.
pub(super) async fn show(app: &App, context: &TurnContext, active: bool) {
    let Some(session) = app.sessions.session(context.instance.id) else { return };
    let action = ChatAction::Typing { chat: context.chat.address.id.clone(), active };
    let _ = tokio::time::timeout(LIMIT, session.act(action)).await;
}
