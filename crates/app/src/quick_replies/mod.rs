//! Quick replies: texts that people insert by a shortcut.

mod create;
mod delete;
mod get;
mod list;
mod requests;
mod update;

pub use create::create;
pub use delete::delete;
pub use get::get;
pub use list::list;
pub use requests::{NewQuickReply, QuickReplyPatch};
pub use update::update;

use crate::app::App;
use crate::authorization;
use crate::entity_tag::EntityTag;
use crate::error::{Error, Field, Message};
use omni_domain::access::Caller;
use omni_domain::ids::{InstanceId, QuickReplyId};
use omni_domain::quick_reply::QuickReply;
use omni_storage::{StorageError, Tx};

/// The state of a quick reply.
pub fn tag(reply: &QuickReply) -> EntityTag {
    EntityTag::of(reply)
}

/// Whether a caller may see a quick reply: those for all instances are for every caller.
fn is_visible(caller: &Caller, reply: &QuickReply) -> bool {
    reply.instance_id.is_none_or(|instance| caller.may_see(instance))
}

/// One that the caller may see.
fn visible(
    caller: &Caller,
    id: QuickReplyId,
    found: Option<QuickReply>,
) -> Result<QuickReply, Error> {
    found
        .filter(|reply| is_visible(caller, reply))
        .ok_or_else(|| Error::not_found("quick reply", id))
}

/// Refuses a change of what the caller shares with callers of other instances.
fn check_own(caller: &Caller, instance: Option<InstanceId>) -> Result<(), Error> {
    match instance {
        Some(id) => authorization::require_instance(caller, id),
        None if caller.instance_ids.is_none() => Ok(()),
        None => Err(Error::forbidden(
            Message::from(
                "a key limited to instances can only write quick replies for them: give an ",
            )
            .field(Field::QuickReplyInstance),
        )),
    }
}

/// The same, and refuses an instance that does not exist.
async fn check_instance(
    app: &App,
    caller: &Caller,
    instance: Option<InstanceId>,
) -> Result<(), Error> {
    check_own(caller, instance)?;
    let Some(id) = instance else { return Ok(()) };
    let found = app.store.find_instance(caller.tenant_id, id).await?;
    found.map(drop).ok_or_else(|| Error::not_found("instance", id))
}

/// One that is about to be changed, if the caller may change it.
async fn locked(tx: &mut Tx, caller: &Caller, id: QuickReplyId) -> Result<QuickReply, Error> {
    let reply = visible(caller, id, tx.lock_quick_reply(caller.tenant_id, id).await?)?;
    check_own(caller, reply.instance_id)?;
    Ok(reply)
}

fn taken(error: StorageError, shortcut: &str) -> Error {
    match error {
        StorageError::NotUnique { .. } => Error::conflict(format!(
            "there is a quick reply with the shortcut `{shortcut}` already; choose another one"
        )),
        other => other.into(),
    }
}
