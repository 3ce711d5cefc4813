use super::Manager;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// The link by which others join a group; with `renew` a new one, and the old one ends.
pub async fn invite_link(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: &str,
    renew: bool,
) -> Result<String, Error> {
    let manager = Manager::load(app, caller, id).await?;
    let group = manager.group(app, group).await?;
    Ok(manager.session.invite_link(&group, renew).await?)
}
