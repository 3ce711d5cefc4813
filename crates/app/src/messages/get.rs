use super::holds;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::MessageId;
use omni_domain::message::Message;

/// A message by its id alone, for a caller with this scope; one of an instance that the caller may
/// not see, or that is being deleted, is not found.
pub async fn get(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: MessageId,
) -> Result<Message, Error> {
    authorization::require(caller, scope)?;
    let message = app.store.find_message(caller.tenant_id, id).await?;
    let mut message = message
        .filter(|message| caller.may_see(message.instance_id))
        .ok_or_else(|| Error::not_found("message", id))?;
    instances::load(app, caller, scope, message.instance_id).await?;
    holds::attach(app, std::slice::from_mut(&mut message)).await?;
    Ok(message)
}
