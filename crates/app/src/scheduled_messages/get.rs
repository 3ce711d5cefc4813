use super::visible;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::ScheduledMessageId;
use omni_domain::scheduled_message::ScheduledMessage;

/// A scheduled message.
pub async fn get(
    app: &App,
    caller: &Caller,
    id: ScheduledMessageId,
) -> Result<ScheduledMessage, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    visible(caller, id, app.store.find_scheduled_message(caller.tenant_id, id).await?)
}
