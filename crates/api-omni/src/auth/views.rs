use crate::shapes::Time;
use crate::users::UserView;
use omni_app::sign_in::{SignedIn, Tokens};
use omni_domain::Timestamp;
use omni_domain::ids::UserSessionId;
use omni_domain::user::UserSession;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A sign-in that lasts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    id: Uuid,
    /// `cookie` or `bearer`.
    kind: String,
    /// It is the one that makes this request.
    is_current: bool,
    created_at: Time,
    /// To the minute.
    last_used_at: Time,
    /// Its end, however much it is used.
    expires_at: Time,
    #[schema(example = "192.168.1.1")]
    ip: Option<String>,
    user_agent: Option<String>,
}

impl SessionView {
    pub(super) fn new(session: UserSession, current: Option<UserSessionId>) -> Self {
        Self {
            id: session.id.uuid(),
            kind: session.kind.to_string(),
            is_current: Some(session.id) == current,
            created_at: session.created_at.into(),
            last_used_at: session.used_at.into(),
            expires_at: session.expires_at.into(),
            ip: session.ip,
            user_agent: session.user_agent,
        }
    }
}

/// What a client that sends tokens gets.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokensView {
    /// For `Authorization: Bearer`.
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 600)]
    expires_in: i64,
    /// For `POST /auth/refresh`, once: its response contains the next one.
    #[schema(example = "omni_rt_…")]
    refresh_token: String,
}

impl TokensView {
    /// `None` for a session that a cookie carries.
    pub(super) fn of(tokens: &Tokens, now: Timestamp) -> Option<Self> {
        let Tokens::Bearer { access, refresh } = tokens else { return None };
        let left = access.expires_at.since(now).as_secs();
        Some(Self {
            access_token: access.token.clone(),
            token_type: "Bearer",
            expires_in: i64::try_from(left).unwrap_or(i64::MAX),
            refresh_token: refresh.expose(),
        })
    }
}

/// A user who signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginView {
    user: UserView,
    session: SessionView,
    /// Of a `cookie` session: send it as `x-csrf-token` with each change.
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf_token: Option<String>,
    /// Of a `bearer` session.
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<TokensView>,
}

impl LoginView {
    pub(super) fn new(signed_in: SignedIn, now: Timestamp) -> Self {
        let SignedIn { user, session, tokens } = signed_in;
        let csrf_token = match &tokens {
            Tokens::Cookie { csrf, .. } => Some(csrf.clone()),
            Tokens::Bearer { .. } => None,
        };
        let tokens = TokensView::of(&tokens, now);
        let current = Some(session.id);
        let session = SessionView::new(session, current);
        Self { user: user.into(), session, csrf_token, tokens }
    }
}
