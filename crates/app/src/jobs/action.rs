//! Actions in a chat that are not messages: reactions and read marks.

use super::handler::{JobHandler, Placement, Renewal};
use super::send::quote;
use super::{bury, drop_job, finish_in, retry_or_bury};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use omni_channel::{ChannelError, ChatAction};
use omni_domain::job::Job;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::Reaction;
use std::time::Duration;

impl JobHandler for ActionPayload {
    const PLACEMENT: Placement = Placement::ConnectedOwner;
    const LANE_WIDTH: usize = 32;
    const RENEWAL: Renewal = Renewal::UntilEnd;
    const LONGEST: Duration = Duration::from_mins(2);

    fn max_attempts(config: &AppConfig) -> i32 {
        config.sends.max_attempts
    }

    async fn run(self, app: &App, job: &Job) -> Result<(), Error> {
        act(app, job, self).await
    }
}

/// One attempt.
async fn act(app: &App, job: &Job, action: ActionPayload) -> Result<(), Error> {
    let Some(instance) = job.instance_id else { return drop_job(app, job).await };
    let Some(session) = app.sessions.session(instance) else {
        return retry_or_bury(app, job, "not connected", None).await;
    };
    let (request, reaction) = match action {
        ActionPayload::MarkRead { chat, messages } => {
            (ChatAction::MarkRead { chat, messages }, None)
        }
        ActionPayload::React { external_id, chat, message_id, emoji } => {
            let Some(message) = app.store.find_message(job.tenant_id, message_id).await? else {
                return drop_job(app, job).await;
            };
            let target = quote(&message);
            (
                ChatAction::React { external_id, chat, target, emoji: emoji.clone() },
                Some((message.id, emoji)),
            )
        }
    };
    match session.act(request).await {
        Ok(()) => {
            let owner = app.sessions.get(instance).and_then(|live| live.status().owner);
            let (job, now) = (job.clone(), app.env.now());
            app.store
                .write(move |tx| {
                    Box::pin(async move {
                        finish_in(tx, &job).await?;
                        let (Some((message, emoji)), Some(owner)) = (reaction, owner) else {
                            return Ok::<_, Error>(());
                        };
                        // Read again: others may have reacted while the network was asked.
                        if let Some(message) = tx.lock_message(job.tenant_id, message).await? {
                            let reactions =
                                Reaction::replace(message.reactions, &owner.id, &emoji, now);
                            tx.set_reactions(message.id, &reactions).await?;
                        }
                        Ok(())
                    })
                })
                .await
        }
        Err(error @ (ChannelError::Unsupported(_) | ChannelError::Rejected { .. })) => {
            bury(app, job, error.to_string()).await
        }
        Err(error) => retry_or_bury(app, job, &error.to_string(), None).await,
    }
}
