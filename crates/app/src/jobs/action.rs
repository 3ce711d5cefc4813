//! Things done in a chat that are not messages: reactions and read marks.

use super::send::quote;
use super::{bury, drop_job, finish_in, payload, retry_or_bury};
use crate::app::App;
use crate::error::Error;
use omni_channel::{ChannelError, ChatAction};
use omni_domain::ids::MessageId;
use omni_domain::job::Job;
use omni_domain::message::Reaction;
use serde::{Deserialize, Serialize};

/// `chat.action`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ActionJob {
    /// Put an emoji on a message; an empty one takes it off.
    React {
        /// The reaction's own id on the channel.
        external_id: String,
        /// The conversation's address.
        chat: String,
        /// The message.
        message_id: MessageId,
        /// The emoji.
        emoji: String,
    },
    /// Tell the senders that their messages were seen.
    MarkRead {
        /// The conversation's address.
        chat: String,
        /// Message ids on the channel, and who wrote each.
        messages: Vec<(String, Option<String>)>,
    },
}

impl ActionJob {
    pub(crate) fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("an enum of texts is always JSON")
    }
}

/// One try.
pub async fn run_action(app: &App, job: &Job) -> Result<(), Error> {
    let action: ActionJob = payload(job)?;
    let Some(instance) = job.instance_id else { return drop_job(app, job).await };
    let Some(session) = app.sessions.session(instance) else {
        return retry_or_bury(app, job, "not connected", None).await;
    };
    let (request, reaction) = match action {
        ActionJob::MarkRead { chat, messages } => (ChatAction::MarkRead { chat, messages }, None),
        ActionJob::React { external_id, chat, message_id, emoji } => {
            let Some(message) = app.store.find_message(job.tenant_id, message_id).await? else {
                return drop_job(app, job).await;
            };
            let target = quote(&message);
            (
                ChatAction::React { external_id, chat, target, emoji: emoji.clone() },
                Some((message, emoji)),
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
                        if let (Some((message, emoji)), Some(owner)) = (reaction, owner) {
                            let reactions =
                                with_reaction(message.reactions, &owner.id, &emoji, now);
                            tx.set_reactions(message.id, &reactions).await?;
                        }
                        Ok::<_, Error>(())
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

/// One reaction per person; an empty emoji takes it off.
pub(crate) fn with_reaction(
    mut reactions: Vec<Reaction>,
    who: &str,
    emoji: &str,
    at: omni_domain::Timestamp,
) -> Vec<Reaction> {
    reactions.retain(|reaction| reaction.platform_user_id != who);
    if !emoji.is_empty() {
        reactions.push(Reaction { emoji: emoji.to_owned(), platform_user_id: who.to_owned(), at });
    }
    reactions
}
