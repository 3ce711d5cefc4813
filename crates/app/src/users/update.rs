use super::change::change;
use super::rules::check_name;
use super::tag;
use crate::app::App;
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::keys::Origin;
use omni_domain::access::{Caller, Role, Scope};
use omni_domain::ids::UserId;
use omni_domain::user::User;

/// Changes to a user; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Another name.
    pub name: Option<String>,
    /// Another role.
    pub role: Option<Role>,
    /// Whether they may operate the server as a whole.
    pub is_operator: Option<bool>,
}

/// Changes a user, at once on every node. Refused for a user whose rights exceed the caller's, and
/// for rights that the caller does not have.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: UserId,
    patch: UserPatch,
    origin: &Origin,
) -> Result<User, Error> {
    change(app, caller, id, origin, move |user| patched(user, patch)).await
}

fn patched(before: &User, patch: UserPatch) -> Result<User, Error> {
    patch.precondition.check(|| tag(before))?;
    let mut after = before.clone();
    if let Some(name) = patch.name {
        after.name = check_name(&name)?;
    }
    after.role = patch.role.unwrap_or(before.role);
    let wanted = patch.is_operator.unwrap_or(before.is_operator);
    after.is_operator = wanted && after.role.may(Scope::Admin);
    if wanted && !after.is_operator && patch.is_operator == Some(true) {
        return Err(Error::forbidden("only owners and administrators may operate the server"));
    }
    Ok(after)
}
