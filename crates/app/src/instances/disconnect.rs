use super::{connect, load};
use crate::app::App;
use crate::error::Error;
use crate::sessions;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Closes the connection and keeps it closed, over restarts, until `connect`. The link to the
/// phone stays.
pub async fn disconnect(app: &App, caller: &Caller, id: InstanceId) -> Result<(), Error> {
    load(app, caller, Scope::InstancesWrite, id).await?;
    connect::set_wanted(app, id, false).await?;
    sessions::end(app, id).await
}
