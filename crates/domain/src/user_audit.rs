//! The audit log of users: what was done to them, and by whom.

use crate::access::{Principal, Role};
use crate::clock::Timestamp;
use crate::ids::{TenantId, UserId};
use crate::text_enum::text_enum;
use uuid::Uuid;

text_enum! {
    /// What was done to a user. Sessions that expire end without an entry.
    pub enum UserAction {
        /// They were created.
        Create = "create",
        /// Name, role or operator right were changed.
        Update = "update",
        /// They may no longer sign in.
        Disable = "disable",
        /// They may sign in again.
        Enable = "enable",
        /// They were deleted.
        Delete = "delete",
        /// Another gave them a password.
        ResetPassword = "reset_password",
        /// They changed their password.
        ChangePassword = "change_password",
        /// Failed attempts to sign in, or to prove the password, made further ones wait.
        Lock = "lock",
        /// They ended one or all of their sessions, or a refresh token was used twice.
        EndSession = "end_session",
        /// Their sign-ins need one-time codes.
        SetTotp = "set_totp",
        /// Their sign-ins need no one-time codes.
        RemoveTotp = "remove_totp",
        /// They were bound to a subject of the OpenID provider.
        LinkOidc = "link_oidc",
    }
}

text_enum! {
    /// A member of a user that others can change. Its text is the stored one.
    pub enum UserField {
        /// Their name.
        Name = "name",
        /// Their role.
        Role = "role",
        /// Whether they may operate the server as a whole.
        Operator = "isOperator",
    }
}

/// One entry of a user's audit log. It has no secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct UserAudit {
    /// Internal id.
    pub id: Uuid,
    /// Owner.
    pub tenant_id: TenantId,
    /// The user it is about.
    pub user_id: UserId,
    /// The action.
    pub action: UserAction,
    /// When.
    pub at: Timestamp,
    /// Who did it; the system for what no one did who is known.
    pub changed_by: Principal,
    /// Origin.
    pub ip: Option<String>,
    /// The client's user agent.
    pub user_agent: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// The members that were changed.
    pub changed_fields: Vec<UserField>,
    /// Their role from then on, of [`UserAction::Create`] and a change of the role.
    pub role: Option<Role>,
}
