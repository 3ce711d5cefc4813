use super::missing;
use super::owners::changeable;
use super::tag;
use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::keys::changed;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::UserId;

/// Deletes a user, and ends their sessions at once, on every node.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: UserId,
    precondition: Precondition,
) -> Result<(), Error> {
    require(caller, Scope::UsersWrite)?;
    require_all_instances(caller, "a key limited to instances cannot delete users")?;
    let caller = caller.clone();
    let existed = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let (user, owners) = changeable(tx, &caller, id).await?;
                precondition.check(|| tag(&user))?;
                owners.require_another()?;
                Ok::<_, Error>(tx.delete_user(user.tenant_id, id).await?)
            })
        })
        .await?;
    changed(app);
    if existed { Ok(()) } else { Err(missing(id)) }
}
