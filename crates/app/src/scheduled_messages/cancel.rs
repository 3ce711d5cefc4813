use super::{changed, channel, drop_file, locked, tag, visible};
use crate::app::App;
use crate::authorization;
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::messages::discard_file;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::ScheduledMessageId;
use omni_domain::scheduled_message::ScheduledStatus;

/// Cancels a message that waits for its time. Its row stays for a while, as cancelled; its file does not.
pub async fn cancel(
    app: &App,
    caller: &Caller,
    id: ScheduledMessageId,
    precondition: Precondition,
) -> Result<(), Error> {
    authorization::require(caller, Scope::MessagesSend)?;
    let found = app.store.find_scheduled_message(caller.tenant_id, id).await?;
    let channel = channel(app, &visible(caller, id, found)?).await?;
    let (inner, caller) = (app.clone(), caller.clone());
    let file = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let mut one = locked(tx, &caller, id).await?;
                precondition.check(|| tag(&one))?;
                one.status = ScheduledStatus::Cancelled;
                one.updated_at = inner.env.now();
                tx.update_scheduled_message(&one).await?;
                // One that was tried is still there, and is dropped when it runs.
                tx.finish_job(one.job_id, 0).await?;
                tx.append_event(changed(&inner, &one, channel));
                drop_file(tx, &one).await
            })
        })
        .await?;
    if let Some(key) = file {
        discard_file(app, &key).await;
    }
    Ok(())
}
