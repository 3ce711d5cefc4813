//! Who makes a request: a credential is resolved to a [`Caller`].

mod access_token;
mod account_token;
mod api_key;
mod cache;
mod eddsa;
mod session;
mod session_token;
mod signing_keys;

pub use access_token::{AccessToken, issue_access_token};
pub use account_token::PREFIX as ACCOUNT_TOKEN_PREFIX;
pub(crate) use account_token::{
    SCOPES as ACCOUNT_TOKEN_SCOPES, generate as generate_account_token,
};
pub use cache::KeyCache;
pub use session_token::{
    RefreshToken, SESSION_PREFIX, SessionToken, csrf_token, hash_token, is_csrf_token,
};
pub use signing_keys::SigningKeys;

use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use std::fmt;
use std::net::IpAddr;

/// The proof of who a caller is, as a dialect reads it from a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// The secret of an API key.
    ApiKey(String),
    /// The token of a user's session, from a browser's cookie. The dialect has checked that the
    /// request is not another site's ([`csrf_token`]).
    Session(String),
    /// A signed access token of a user's session.
    AccessToken(String),
    /// The secret of a tenant's key at entry points.
    TenantKey(String),
    /// The token of an account.
    AccountToken(String),
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ApiKey(_) => "ApiKey(…)",
            Self::Session(_) => "Session(…)",
            Self::AccessToken(_) => "AccessToken(…)",
            Self::TenantKey(_) => "TenantKey(…)",
            Self::AccountToken(_) => "AccountToken(…)",
        })
    }
}

/// Resolves a credential to its caller, and counts the use. Every unknown or invalid credential of a
/// kind is refused with one text.
pub async fn authenticate(
    app: &App,
    credential: &Credential,
    peer: Option<IpAddr>,
) -> Result<Caller, Error> {
    let now = app.env.now();
    match credential {
        Credential::ApiKey(secret) => {
            let known = api_key::resolve(app, secret, now).await?;
            app.key_cache.count_use(known.key.id, now, peer);
            Ok((*known.caller).clone())
        }
        Credential::TenantKey(secret) => {
            let known = api_key::resolve_tenant_key(app, secret, now).await?;
            app.key_cache.count_use(known.key.id, now, peer);
            Ok((*known.caller).clone())
        }
        Credential::Session(token) => {
            let known = session::resolve_cookie(app, token, now).await?;
            session::count_use(app, &known.session, now);
            Ok((*known.caller).clone())
        }
        Credential::AccessToken(token) => {
            let known = access_token::resolve(app, token, now).await?;
            session::count_use(app, &known.session, now);
            Ok((*known.caller).clone())
        }
        Credential::AccountToken(token) => {
            Ok((*account_token::resolve(app, token, now).await?).clone())
        }
    }
}

/// The same for a caller that was resolved before: it is not counted as another use.
pub async fn recheck(app: &App, credential: &Credential) -> Result<Caller, Error> {
    let now = app.env.now();
    let caller = match credential {
        Credential::ApiKey(secret) => api_key::resolve(app, secret, now).await?.caller,
        Credential::Session(token) => session::resolve_cookie(app, token, now).await?.caller,
        Credential::AccessToken(token) => access_token::resolve(app, token, now).await?.caller,
        Credential::TenantKey(secret) => {
            api_key::resolve_tenant_key(app, secret, now).await?.caller
        }
        Credential::AccountToken(token) => account_token::resolve(app, token, now).await?,
    };
    Ok((*caller).clone())
}
