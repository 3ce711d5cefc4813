use super::{locked, tag};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::QuickReplyId;

/// Deletes a quick reply.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: QuickReplyId,
    precondition: Precondition,
) -> Result<(), Error> {
    authorization::require(caller, Scope::MessagesSend)?;
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let reply = locked(tx, &caller, id).await?;
                precondition.check(|| tag(&reply))?;
                tx.delete_quick_reply(reply.tenant_id, id).await?;
                changes::quick_reply(
                    &inner,
                    tx,
                    &reply,
                    caller.principal,
                    EventBody::QuickReplyDeleted,
                );
                Ok::<_, Error>(())
            })
        })
        .await
}
