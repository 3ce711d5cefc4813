//! Two instances that are linked to one account: each receives every message, so only the older one
//! may answer, and an operator is warned.

use crate::app::App;
use crate::error::Error;
use omni_domain::conversation::Address;
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::{ChannelType, ConnectionState, Instance};
use omni_storage::{StorageError, Tx};

/// Whether an older instance, connected as the same account, has an agent that answers.
pub(crate) async fn is_answered_elsewhere(app: &App, instance: &Instance) -> Result<bool, Error> {
    let Some(owner) = &instance.owner_id else { return Ok(false) };
    let (tenant, channel) = (instance.tenant_id, instance.channel);
    let all = app.store.instances_of_owner(tenant, channel, owner).await?;
    let answers = |one: &&Instance| {
        one.state == ConnectionState::Connected && one.agent.is_some_and(|agent| agent.answers)
    };
    let older = all.iter().take_while(|one| one.id != instance.id).find(answers);
    Ok(older.is_some())
}

/// The warning for an instance that is now connected as `owner`, if another one is as well.
pub(super) async fn warning(
    tx: &mut Tx,
    (tenant, id): (TenantId, InstanceId),
    channel: ChannelType,
    owner: &Address,
) -> Result<Option<String>, StorageError> {
    let all = tx.instances_of_owner(tenant, channel, &owner.id).await?;
    let others: Vec<&str> =
        all.iter().filter(|one| one.id != id).map(|one| one.name.as_str()).collect();
    if others.is_empty() {
        return Ok(None);
    }
    Ok(Some(format!(
        "The same account is linked to `{}`. Only the agent of the oldest of them answers; unlink \
         the others.",
        others.join("`, `")
    )))
}
