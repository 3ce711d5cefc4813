//! Actions in a chat that are not messages: reactions, pins, changes of messages, read marks, and rejected
//! calls.

mod effect;

use super::handler::{JobHandler, Placement, Renewal};
use super::send::quote;
use super::{bury, drop_job, finish_in, retry_or_bury};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::messages::is_on_network;
use effect::Effect;
use omni_channel::{ChannelError, ChatAction};
use omni_domain::event::DeletionScope;
use omni_domain::ids::MessageId;
use omni_domain::job::Job;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::Message;
use std::time::Duration;

/// A call rings for at most this long.
const RINGS: Duration = Duration::from_mins(1);

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
    let Some((request, effect)) = prepare(app, job, action).await? else {
        return drop_job(app, job).await;
    };
    match session.act(request).await {
        Ok(()) => finish(app, job, effect).await,
        Err(error @ (ChannelError::Unsupported(_) | ChannelError::Rejected { .. })) => {
            bury(app, job, error.to_string()).await
        }
        Err(error) => retry_or_bury(app, job, &error.to_string(), None).await,
    }
}

/// What the network is asked, and what is recorded once it has accepted. `None` if the action is void
/// by now.
async fn prepare(
    app: &App,
    job: &Job,
    action: ActionPayload,
) -> Result<Option<(ChatAction, Effect)>, Error> {
    Ok(match action {
        ActionPayload::MarkRead { chat, messages } => {
            Some((ChatAction::MarkRead { chat, messages }, Effect::None))
        }
        // A later attempt would reject nothing.
        ActionPayload::RejectCall { at, .. } if app.env.now().since(at) > RINGS => None,
        ActionPayload::RejectCall { call_id, caller, reply, .. } => {
            let effect = reply.map_or(Effect::None, Effect::ReplyToCall);
            Some((ChatAction::RejectCall { call_id, caller: Some(caller) }, effect))
        }
        ActionPayload::React { external_id, chat, message_id, emoji } => {
            let message = app.store.find_message(job.tenant_id, message_id).await?;
            message.map(|message| {
                let (target, effect) =
                    (quote(&message), Effect::Reaction(message.id, emoji.clone()));
                (ChatAction::React { external_id, chat, target, emoji }, effect)
            })
        }
        ActionPayload::DeleteForMe { chat, message_id } => {
            let message = app.store.find_message(job.tenant_id, message_id).await?;
            message.filter(|message| message.deleted_at.is_none()).map(|message| {
                let effect = Effect::Delete(message.id, DeletionScope::Me);
                let (target, at) = (quote(&message), message.platform_timestamp);
                (ChatAction::DeleteForMe { chat, target, at }, effect)
            })
        }
        ActionPayload::Pin { external_id, chat, message_id, seconds } => {
            let message = app.store.find_message(job.tenant_id, message_id).await?;
            message.filter(|message| message.deleted_at.is_none()).map(|message| {
                let (target, effect) = (quote(&message), Effect::Pin(message.id, seconds));
                (ChatAction::Pin { external_id, chat, target, seconds }, effect)
            })
        }
        ActionPayload::Keep { external_id, chat, message_id, keep } => {
            let message = app.store.find_message(job.tenant_id, message_id).await?;
            message.filter(|message| message.deleted_at.is_none()).map(|message| {
                let (target, effect) = (quote(&message), Effect::Keep(message.id, keep));
                (ChatAction::Keep { external_id, chat, target, keep }, effect)
            })
        }
        ActionPayload::Edit { chat, message_id, text } => {
            shown(app, job, message_id).await?.map(|message| {
                let effect = Effect::Edit(message.id, text.clone());
                (ChatAction::Edit { chat, external_id: message.external_id, text }, effect)
            })
        }
        ActionPayload::Revoke { chat, message_id } => {
            shown(app, job, message_id).await?.map(|message| {
                let effect = Effect::Delete(message.id, DeletionScope::Everyone);
                (ChatAction::Revoke { chat, external_id: message.external_id }, effect)
            })
        }
    })
}

/// The message, if it can still be changed.
async fn shown(app: &App, job: &Job, id: MessageId) -> Result<Option<Message>, Error> {
    let message = app.store.find_message(job.tenant_id, id).await?;
    Ok(message.filter(is_on_network))
}

async fn finish(app: &App, job: &Job, effect: Effect) -> Result<(), Error> {
    let live = job.instance_id.and_then(|id| app.sessions.get(id));
    let (inner, job) = (app.clone(), job.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                let Some(live) = live else { return Ok::<_, Error>(()) };
                effect.record(&inner, tx, &job, &live).await
            })
        })
        .await
}
