use super::requests::{self, QuickReplyPatch};
use super::{check_instance, locked, tag, taken};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::QuickReplyId;
use omni_domain::quick_reply::QuickReply;
use omni_storage::Tx;

/// Changes a quick reply.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: QuickReplyId,
    patch: QuickReplyPatch,
) -> Result<QuickReply, Error> {
    authorization::require(caller, Scope::MessagesSend)?;
    if let Some(instance) = patch.instance_id {
        check_instance(app, caller, instance).await?;
    }
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, &caller, id, patch).await }))
        .await
}

/// Reads, decides and writes in one transaction, so that two changes at once both count.
async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: QuickReplyId,
    patch: QuickReplyPatch,
) -> Result<QuickReply, Error> {
    let mut reply = locked(tx, caller, id).await?;
    patch.precondition.check(|| tag(&reply))?;
    reply.instance_id = patch.instance_id.unwrap_or(reply.instance_id);
    if let Some(shortcut) = patch.shortcut {
        reply.shortcut = requests::shortcut(&shortcut)?;
    }
    if let Some(title) = patch.title {
        reply.title = requests::title(&title)?;
    }
    if let Some(text) = patch.text {
        reply.text = requests::text(text)?;
    }
    reply.updated_at = app.env.now();
    let updated = tx.update_quick_reply(&reply).await;
    updated.map_err(|error| taken(error, &reply.shortcut))?;
    changes::quick_reply(app, tx, &reply, caller.principal, EventBody::QuickReplyUpdated);
    Ok(reply)
}
