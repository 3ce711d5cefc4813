//! Passing a message to the network at most once, where the network does not drop repeats: before
//! it is passed, a row records the attempt, and stays until the outcome is known.

use super::send::outbound;
use crate::app::App;
use crate::error::Error;
use omni_channel::{ChannelError, MessageIds, OutboundMessage, Repeats, Sent, Session};
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::ids::MessageId;
use omni_domain::message::Message;
use std::sync::Arc;
use std::time::Duration;

/// How long a report of the network about the outcome of a send is waited for.
const REPORT_WAIT: Duration = Duration::from_secs(30);

/// The outcome of an attempt.
pub(super) enum Attempt {
    /// The network accepted it.
    Sent(Sent),
    /// It was not sent, or the network's response was lost and a repeat is shown once.
    Failed(ChannelError),
    /// The network's response was lost, and a repeat could be shown twice.
    InDoubt {
        /// A report may arrive until then.
        until: Timestamp,
    },
}

impl From<Result<Sent, ChannelError>> for Attempt {
    fn from(result: Result<Sent, ChannelError>) -> Self {
        match result {
            Ok(sent) => Self::Sent(sent),
            Err(error) => Self::Failed(error),
        }
    }
}

/// Passes a message to its session.
pub(super) async fn attempt(app: &App, message: &Message, chat: &Chat) -> Result<Attempt, Error> {
    let Some(live) = app.sessions.get(message.instance_id) else {
        return Ok(Attempt::Failed(ChannelError::NotConnected));
    };
    let Some(session) = live.session() else {
        return Ok(Attempt::Failed(ChannelError::NotConnected));
    };
    let outbound = match outbound(app, message, chat).await? {
        Ok(outbound) => outbound,
        Err(error) => return Ok(Attempt::Failed(error)),
    };
    match app.channel(live.meta().channel)?.message_ids() {
        MessageIds::Chosen | MessageIds::Given(Repeats::ShownOnce) => {
            Ok(session.send(outbound).await.into())
        }
        MessageIds::Given(repeats) => guarded(app, &session, repeats, message.id, outbound).await,
    }
}

async fn guarded(
    app: &App,
    session: &Arc<dyn Session>,
    repeats: Repeats,
    id: MessageId,
    outbound: OutboundMessage,
) -> Result<Attempt, Error> {
    let now = app.env.now();
    let before =
        app.store.write(move |tx| Box::pin(async move { tx.hand_over(id, now).await })).await?;
    if let Some(first) = before
        && !repeats.allows(now.since(first))
    {
        return Ok(in_doubt(first, now));
    }
    let first = before.unwrap_or(now);
    match session.send(outbound).await {
        Err(error) if error.may_have_arrived() => {
            let now = app.env.now();
            let may_repeat = repeats.allows(now.since(first));
            Ok(if may_repeat { Attempt::Failed(error) } else { in_doubt(first, now) })
        }
        Err(error) => {
            // An attempt whose outcome is in doubt stays in doubt.
            if before.is_none() {
                app.store
                    .write(move |tx| Box::pin(async move { tx.end_handover(id).await }))
                    .await?;
            }
            Ok(Attempt::Failed(error))
        }
        Ok(sent) => Ok(Attempt::Sent(sent)),
    }
}

fn in_doubt(first: Timestamp, now: Timestamp) -> Attempt {
    let until = first.plus(REPORT_WAIT);
    if now < until {
        Attempt::InDoubt { until }
    } else {
        Attempt::Failed(ChannelError::OutcomeUnknown)
    }
}
