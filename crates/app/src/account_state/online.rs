use super::Keeper;
use crate::app::App;
use crate::error::Error;
use omni_channel::{Capability, StateChange};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Shows others that the account is online, or no longer, until its connection ends.
pub async fn show_online(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    online: bool,
) -> Result<(), Error> {
    let (scope, needs) = (Scope::MessagesSend, Capability::ShowPresence);
    Keeper::load(app, caller, scope, instance, needs).await?.ask(StateChange::Online(online)).await
}
