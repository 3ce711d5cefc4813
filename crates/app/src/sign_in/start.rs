//! A new session of a user.

use crate::app::App;
use crate::authentication::{
    AccessToken, RefreshToken, SessionToken, csrf_token, hash_token, issue_access_token,
};
use crate::error::Error;
use crate::keys::Origin;
use omni_domain::user::{SessionKind, User, UserSession};

/// Longest user agent that is kept, characters.
const AGENT_CHARS: usize = 255;

/// What a client gets to carry its session.
#[derive(Debug)]
pub enum Tokens {
    /// A browser.
    Cookie {
        /// For an `HttpOnly` cookie.
        token: SessionToken,
        /// For the page's script, which sends it beside the cookie.
        csrf: String,
    },
    /// Any other client.
    Bearer {
        /// Valid for minutes.
        access: AccessToken,
        /// For the next access token.
        refresh: RefreshToken,
    },
}

/// A user who signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The user.
    pub user: User,
    /// Their session.
    pub session: UserSession,
    /// What the client gets, this once.
    pub tokens: Tokens,
}

/// The secret of a session that is about to be stored.
#[derive(Debug)]
pub(super) enum Secret {
    Cookie(SessionToken),
    Bearer(RefreshToken),
}

impl Secret {
    pub(super) fn generate(kind: SessionKind) -> Self {
        match kind {
            SessionKind::Cookie => Self::Cookie(SessionToken::generate()),
            SessionKind::Bearer => Self::Bearer(RefreshToken::generate()),
        }
    }

    /// The tokens of a stored session.
    pub(super) async fn tokens(self, app: &App, session: &UserSession) -> Result<Tokens, Error> {
        Ok(match self {
            Self::Cookie(token) => Tokens::Cookie { csrf: csrf_token(&token), token },
            Self::Bearer(refresh) => {
                Tokens::Bearer { access: issue_access_token(app, session).await?, refresh }
            }
        })
    }
}

/// The row of a new session.
pub(super) fn new_session(app: &App, user: &User, secret: &Secret, origin: &Origin) -> UserSession {
    let now = app.env.now();
    let (kind, token_hash, refresh_hash) = match secret {
        Secret::Cookie(token) => (SessionKind::Cookie, hash_token(token.expose()), None),
        Secret::Bearer(token) => {
            (SessionKind::Bearer, token.family_hash(), Some(token.current_hash()))
        }
    };
    UserSession {
        id: app.env.id(),
        tenant_id: user.tenant_id,
        user_id: user.id,
        kind,
        token_hash,
        refresh_hash,
        created_at: now,
        used_at: now,
        expires_at: now.plus(app.config.auth.session_max),
        ip: origin.ip.map(|ip| ip.to_string()),
        user_agent: origin.user_agent.as_deref().map(|a| a.chars().take(AGENT_CHARS).collect()),
    }
}
