//! Users: persons who sign in, with a role in their tenant.

mod change;
mod change_password;
mod create;
mod delete;
mod ensure_first;
mod get;
mod hasher;
mod list;
mod list_audit;
mod owners;
mod reset_password;
mod rules;
mod set_status;
mod unclaimed;
mod update;

pub use change_password::change_password;
pub(crate) use change_password::verify_own;
pub(crate) use create::new_user;
pub use create::{CreatedUser, NewUser, create};
pub use delete::delete;
pub use ensure_first::{FirstUser, ensure_first};
pub use get::{get, own};
pub use hasher::{Hasher, Password};
pub use list::list;
pub use list_audit::list_audit;
pub use omni_storage::UserAuditFilter;
pub use reset_password::{ResetPassword, reset_password};
pub(crate) use rules::{check_email, check_name, check_password};
pub use set_status::{disable, enable};
pub(crate) use unclaimed::{is_unclaimed, unclaimed};
pub use update::{UserPatch, update};

use crate::entity_tag::EntityTag;
use crate::error::Error;
use omni_domain::ids::UserId;
use omni_domain::user::User;

/// The state of a user, without their sign-ins.
pub fn tag(user: &User) -> EntityTag {
    let User { id, email, name, role, is_operator, status, must_change_password, has_totp, .. } =
        user;
    EntityTag::of(&(id, email, name, role, is_operator, status, must_change_password, has_totp))
}

fn missing(id: UserId) -> Error {
    Error::not_found("user", id)
}
