use omni_app::sign_in::{SignedIn, Tokens};
use omni_domain::Timestamp;
use omni_domain::access::Role;
use omni_domain::user::User;
use omni_http::ApiError;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A person who signs in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    id: Uuid,
    #[schema(example = "admin@example.com")]
    email: String,
    name: String,
    /// `admin` (owners, too), `agent` or `viewer`.
    #[schema(example = "admin")]
    role: &'static str,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            id: user.id.uuid(),
            email: user.email.to_string(),
            name: user.name,
            role: signed_in_role(user.role),
        }
    }
}

/// The role of who signed in. The product documents `admin` for its first administrator, whom Omni has as
/// an owner.
pub(crate) const fn signed_in_role(role: Role) -> &'static str {
    match role {
        Role::Owner | Role::Admin => Role::Admin.as_str(),
        Role::Agent | Role::Viewer => role.as_str(),
    }
}

/// A sign-in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoginView {
    /// For `Authorization: Bearer`; a JWT.
    #[schema(example = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9.…")]
    token: String,
    /// Seconds until the token expires.
    #[schema(example = 600)]
    expires_in: i64,
    /// For `POST /auth/refresh`, once: its answer has the next one.
    #[schema(example = "omni_rt_…")]
    refresh_token: String,
    user: UserView,
}

impl LoginView {
    pub(super) fn new(signed_in: SignedIn, now: Timestamp) -> Result<Self, ApiError> {
        let Tokens::Bearer { access, refresh } = signed_in.tokens else {
            return Err(ApiError::internal());
        };
        let left = access.expires_at.since(now).as_secs();
        Ok(Self {
            token: access.token,
            expires_in: i64::try_from(left).unwrap_or(i64::MAX),
            refresh_token: refresh.expose(),
            user: signed_in.user.into(),
        })
    }
}
