use crate::shapes::Time;
use omni_app::users::{CreatedUser, ResetPassword};
use omni_domain::user::User;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A user, as administrators see them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserDetailsView {
    id: Uuid,
    /// Lower case; unique on the server.
    #[schema(example = "ann@example.com")]
    email: String,
    #[schema(example = "Ann Lee")]
    name: String,
    /// `owner`, `admin`, `agent` or `viewer`.
    #[schema(example = "agent")]
    role: String,
    /// `active` or `disabled`.
    #[schema(example = "active")]
    status: String,
    /// May do nothing but change the password, which was set by another.
    must_change_password: bool,
    /// Signs in with a one-time code, too.
    has_totp: bool,
    created_at: Time,
    updated_at: Time,
    last_sign_in_at: Option<Time>,
}

impl From<User> for UserDetailsView {
    fn from(user: User) -> Self {
        Self {
            id: user.id.uuid(),
            email: user.email.to_string(),
            name: user.name,
            role: user.role.to_string(),
            status: user.status.to_string(),
            must_change_password: user.must_change_password,
            has_totp: user.has_totp,
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
            last_sign_in_at: user.last_sign_in_at.map(Time::from),
        }
    }
}

/// A user with the password that was generated for them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserPasswordView {
    user: UserDetailsView,
    /// The generated password, shown this once; `null` if the request contained one. It must be changed
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
