use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use crate::sessions::connected;
use omni_channel::{Capability, ChannelError, ChatAction, UNKNOWN_CALL};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Characters of a call's id.
const MAX_CALL_ID: usize = 200;

/// Rejects a call that rings. The event `call.ended` follows.
pub async fn reject(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    call_id: &str,
) -> Result<(), Error> {
    if call_id.is_empty() || call_id.chars().count() > MAX_CALL_ID {
        return Err(Error::invalid(Field::Call, "give the id of a `call.received` event"));
    }
    let instance = instances::load(app, caller, Scope::MessagesSend, id).await?;
    let channel = app.channel(instance.channel)?;
    channel.info().capabilities.require(&[Capability::RejectCalls])?;
    let session = connected(app, id).await?;
    let action = ChatAction::RejectCall { call_id: call_id.to_owned(), caller: None };
    match session.act(action).await {
        Err(ChannelError::Rejected { code, .. }) if code == UNKNOWN_CALL => {
            Err(Error::not_found("call", call_id))
        }
        done => Ok(done?),
    }
}
