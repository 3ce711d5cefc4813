//! Turns: gathering messages, and managing the agent's answers to them.
//!
//! What a turn does when it runs is in `jobs/turn`; this adds messages to it, and has the use
//! cases of people.

mod answer_late;
mod automatic;
mod cancel;
pub(crate) mod changed;
mod chats_of;
pub(crate) mod collect;
mod end_unanswered;
mod get;
pub(crate) mod history;
mod list;
mod markup;
pub(crate) mod message_text;
mod pause;
pub(crate) mod plan;
mod question;
pub(crate) mod reply_url;
mod retry;
mod running;
pub(crate) mod split;

pub use answer_late::{OpenReply, answer_late, open_reply};
pub use cancel::cancel;
pub use chats_of::chats_of;
pub use end_unanswered::{delete_old_reply_urls, end_unanswered};
pub use get::{TurnDetails, get};
pub use list::{TurnQuery, list};
pub use pause::{pause, resume};
pub use question::{AskedAgent, Entry, Excerpt, TurnQuestion, question};
pub use reply_url::{BuildReplyUrl, ReplyRoute};
pub use retry::retry;
pub use running::Turns;

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::TurnId;
use omni_domain::turn::Turn;

/// A turn the caller may see.
async fn load(app: &App, caller: &Caller, scope: Scope, id: TurnId) -> Result<Turn, Error> {
    authorization::require(caller, scope)?;
    app.store
        .find_turn(caller.tenant_id, id)
        .await?
        .filter(|turn| caller.may_see(turn.instance_id))
        .ok_or_else(|| Error::not_found("turn", id))
}

/// The instance and chat of a turn, also on a node that does not own its instance.
async fn event_context(app: &App, turn: &Turn) -> Result<(InstanceMeta, Chat), Error> {
    let instance = app.store.find_instance(turn.tenant_id, turn.instance_id).await?;
    let chat = app.store.find_chat(turn.tenant_id, turn.chat_id).await?;
    match (instance, chat) {
        (Some(instance), Some(chat)) => Ok((InstanceMeta::of(&instance), chat)),
        _ => Err(Error::not_found("turn", turn.id)),
    }
}
