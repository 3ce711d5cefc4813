//! One write for every change of a user's members.

use super::missing;
use super::owners::changeable;
use crate::app::App;
use crate::authorization::{require, require_all_instances, require_role};
use crate::changes;
use crate::error::Error;
use crate::keys::{Origin, changed};
use crate::user_audit;
use omni_domain::access::{Caller, Role, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::UserId;
use omni_domain::user::{User, UserStatus};
use omni_domain::user_audit::{UserAction, UserAudit, UserField};
use omni_storage::Tx;

/// Changes a user to what `decide` makes of them, at once on every node. Reads, decides and writes in
/// one transaction, with the entry of the audit log. A user who stays as they are is not written.
pub(super) async fn change(
    app: &App,
    caller: &Caller,
    id: UserId,
    origin: &Origin,
    decide: impl FnOnce(&User) -> Result<User, Error> + Send + 'static,
) -> Result<User, Error> {
    require(caller, Scope::UsersWrite)?;
    require_all_instances(caller, "a key limited to instances cannot change users")?;
    let (inner, caller, origin) = (app.clone(), caller.clone(), origin.clone());
    let user = app
        .store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &caller, id, &origin, decide).await })
        })
        .await?;
    changed(app).await;
    Ok(user)
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: UserId,
    origin: &Origin,
    decide: impl FnOnce(&User) -> Result<User, Error> + Send,
) -> Result<User, Error> {
    let (before, owners) = changeable(tx, caller, id).await?;
    let after = decide(&before)?;
    if after == before {
        return Ok(before);
    }
    require_role(caller, after.role, after.is_operator)?;
    let is_disabled = after.status == UserStatus::Disabled;
    if is_disabled || after.role != Role::Owner {
        owners.require_another()?;
    }
    if is_disabled {
        tx.delete_user_sessions(id, None).await?;
    }
    let after = User { updated_at: app.env.now(), ..after };
    let entry = user_audit::entry(app, &after, action(&before, &after), caller.principal, origin);
    tx.insert_user_audit(&with_changes(entry, &before, &after)).await?;
    let updated = tx.update_user(&after).await?.ok_or_else(|| missing(id))?;
    changes::user(app, tx, &updated, caller.principal, EventBody::UserUpdated);
    Ok(updated)
}

fn action(before: &User, after: &User) -> UserAction {
    match after.status {
        status if status == before.status => UserAction::Update,
        UserStatus::Active => UserAction::Enable,
        UserStatus::Disabled => UserAction::Disable,
    }
}

/// The entry with what was changed.
fn with_changes(entry: UserAudit, before: &User, after: &User) -> UserAudit {
    let fields = [
        (UserField::Name, before.name != after.name),
        (UserField::Role, before.role != after.role),
        (UserField::Operator, before.is_operator != after.is_operator),
    ];
    let changed_fields =
        fields.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect();
    let role = Some(after.role).filter(|role| *role != before.role);
    UserAudit { changed_fields, role, ..entry }
}
