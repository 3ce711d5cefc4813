use crate::shapes::Time;
use omni_app::users::{CreatedUser, ResetPassword};
use omni_domain::user::User;
use omni_domain::user_audit::{UserAudit, UserField};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserView {
    id: Uuid,
    /// In lower case; unique on the server.
    #[schema(example = "ann@example.com")]
    email: String,
    #[schema(example = "Ann Lee")]
    name: String,
    /// `owner`, `admin`, `agent` or `viewer`.
    role: String,
    /// `active` or `disabled`.
    status: String,
    /// May operate the server as a whole.
    is_operator: bool,
    /// Signs in with a one-time code as well.
    has_totp: bool,
    /// May do nothing but change the password, which was set by another.
    must_change_password: bool,
    created_at: Time,
    updated_at: Time,
    last_sign_in_at: Option<Time>,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            id: user.id.uuid(),
            email: user.email.to_string(),
            name: user.name,
            role: user.role.to_string(),
            status: user.status.to_string(),
            is_operator: user.is_operator,
            has_totp: user.has_totp,
            must_change_password: user.must_change_password,
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
            last_sign_in_at: user.last_sign_in_at.map(Time),
        }
    }
}

/// A user with the password that was generated for them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserPasswordView {
    user: UserView,
    /// The generated password, shown this once; null if the request contained one. It must be changed
    /// at the first sign-in.
    #[schema(example = "k7m2p-x9wqa-3bcde-fghij")]
    password: Option<String>,
}

impl From<CreatedUser> for UserPasswordView {
    fn from(created: CreatedUser) -> Self {
        let password = created.password.map(|password| password.expose().to_owned());
        Self { user: created.user.into(), password }
    }
}

impl From<ResetPassword> for UserPasswordView {
    fn from(reset: ResetPassword) -> Self {
        Self { user: reset.user.into(), password: Some(reset.password.expose().to_owned()) }
    }
}

/// What was done to a user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserAuditView {
    id: Uuid,
    timestamp: Time,
    #[schema(example = "update")]
    action: &'static str,
    /// Who did it: `user:<id>`, `api_key:<id>`, or `system` for the server, its command line, and
    /// failed attempts of someone unknown.
    #[schema(example = "user:0194b2c0-0000-7000-8000-0000000000ff")]
    principal: String,
    #[schema(example = "192.168.1.1")]
    ip: Option<String>,
    user_agent: Option<String>,
    request_id: Option<String>,
    /// The members that were changed, of an `update`.
    #[schema(example = json!(["role"]))]
    fields: Vec<String>,
    /// The user's role from then on, of a `create` and of a change of the role.
    role: Option<String>,
}

const fn field_name(field: UserField) -> &'static str {
    match field {
        UserField::Name => "name",
        UserField::Role => "role",
        UserField::Operator => "isOperator",
    }
}

impl From<UserAudit> for UserAuditView {
    fn from(entry: UserAudit) -> Self {
        Self {
            id: entry.id,
            timestamp: entry.at.into(),
            action: entry.action.as_str(),
            principal: entry.changed_by.to_string(),
            ip: entry.ip,
            user_agent: entry.user_agent,
            request_id: entry.request_id,
            fields: entry.changed_fields.into_iter().map(field_name).map(str::to_owned).collect(),
            role: entry.role.map(|role| role.to_string()),
        }
    }
}
