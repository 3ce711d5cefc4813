use super::{InstanceStatus, connect, load};
use crate::app::App;
use crate::error::Error;
use crate::sessions;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Closes the connection and opens it again, with the settings as they are now.
pub async fn restart(app: &App, caller: &Caller, id: InstanceId) -> Result<InstanceStatus, Error> {
    let mut instance = load(app, caller, Scope::InstancesWrite, id).await?;
    sessions::require_started(app, instance.channel)?;
    connect::set_wanted(app, id, true).await?;
    instance.wanted = true;
    let live = sessions::restart(app, &instance).await?;
    Ok(live.report(app.env.now()))
}
