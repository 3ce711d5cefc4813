//! Answers on a channel without a network are sent with the write that stores them.

use super::TurnContext;
use crate::app::App;
use crate::error::Error;
use crate::jobs::pacing;
use crate::messages::{Outgoing, send_order_key};
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::ChatType;
use omni_storage::Tx;

/// Whether this message is sent once it is stored. Anything but a text of its own, what a limit
/// concerns, and what must wait for an earlier message of its chat or for the session is left to a job.
pub(super) async fn is_sent_when_stored(
    app: &App,
    tx: &mut Tx,
    context: &TurnContext,
    out: &Outgoing,
) -> Result<bool, Error> {
    if !is_text(context, out) || !is_free(app, context) {
        return Ok(false);
    }
    Ok(!tx.has_jobs_of_order(&send_order_key(context.chat.id)).await?)
}

fn is_text(context: &TurnContext, out: &Outgoing) -> bool {
    context.chat.chat_type == ChatType::Dm
        && matches!(out.content, Content::Text { .. })
        && out.context == MessageContext::default()
        && out.reply_to_external_id.is_none()
}

fn is_free(app: &App, context: &TurnContext) -> bool {
    let live = &context.live;
    let session = live.session().filter(|_| live.is_ready());
    session.is_some_and(|session| session.sends_when_stored()) && pacing::is_unlimited(app, live)
}
