use super::{holds, media};
use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::message::Message;

/// A message of an instance, by its internal id or by the channel's, for a caller with this scope. The
/// channel's ids are unique in a chat only; of several messages it is the one that the store finds first.
pub async fn resolve(
    app: &App,
    caller: &Caller,
    scope: Scope,
    instance: InstanceId,
    reference: &str,
) -> Result<Message, Error> {
    let instance = instances::load(app, caller, scope, instance).await?;
    let mut message = media::find(app, &instance, reference).await?;
    holds::attach(app, std::slice::from_mut(&mut message)).await?;
    Ok(message)
}
