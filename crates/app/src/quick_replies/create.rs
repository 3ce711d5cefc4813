use super::requests::{self, NewQuickReply};
use super::{check_instance, taken};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::quick_reply::QuickReply;

/// Creates a quick reply.
pub async fn create(app: &App, caller: &Caller, new: NewQuickReply) -> Result<QuickReply, Error> {
    authorization::require(caller, Scope::MessagesSend)?;
    let now = app.env.now();
    let reply = QuickReply {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        instance_id: new.instance_id,
        shortcut: requests::shortcut(&new.shortcut)?,
        title: requests::title(&new.title)?,
        text: requests::text(new.text)?,
        created_at: now,
        updated_at: now,
    };
    check_instance(app, caller, reply.instance_id).await?;
    let (row, most) = (reply.clone(), app.config.replies.quick_replies);
    let (inner, principal) = (app.clone(), caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if tx.count_quick_replies(row.tenant_id).await? >= i64::from(most) {
                    return Err(Error::conflict(format!(
                        "there are {most} quick replies, which is the most; delete one first"
                    )));
                }
                let inserted = tx.insert_quick_reply(&row).await;
                inserted.map_err(|error| taken(error, &row.shortcut))?;
                changes::quick_reply(&inner, tx, &row, principal, EventBody::QuickReplyCreated);
                Ok(())
            })
        })
        .await?;
    Ok(reply)
}
