//! "typing…" while the agent works.

use super::TurnContext;
use crate::app::App;
use omni_channel::ChatAction;
use std::convert::Infallible;
use std::time::Duration;

/// Phones stop showing it after 10 to 25 seconds.
const RENEW: Duration = Duration::from_secs(8);
const LIMIT: Duration = Duration::from_secs(2);

/// Shows it, renewed, until dropped.
pub(super) async fn keep(app: &App, context: &TurnContext) -> Infallible {
    loop {
        show(app, context, true).await;
        tokio::time::sleep(RENEW).await;
    }
}

/// Best effort, and bounded: it must not delay the answer.
pub(super) async fn show(app: &App, context: &TurnContext, active: bool) {
    let Some(session) = app.sessions.session(context.instance.id) else { return };
    let action = ChatAction::Typing { chat: context.chat.address.id.clone(), active };
    let _ = tokio::time::timeout(LIMIT, session.act(action)).await;
}
