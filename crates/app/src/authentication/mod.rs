//! Who makes a request: a credential is resolved to a [`Caller`].

mod api_key;
mod cache;

pub use cache::KeyCache;

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
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::ApiKey(_) = self;
        f.write_str("ApiKey(…)")
    }
}

/// Resolves a credential to its caller, and counts the use. Every unknown or invalid credential is
/// refused with one text.
pub async fn authenticate(
    app: &App,
    credential: &Credential,
    peer: Option<IpAddr>,
) -> Result<Caller, Error> {
    let Credential::ApiKey(secret) = credential;
    let now = app.env.now();
    let known = api_key::resolve(app, secret, now).await?;
    app.key_cache.count_use(known.key.id, now, peer);
    Ok((*known.caller).clone())
}

/// The same for a caller that was resolved before: it is not counted as another use.
pub async fn recheck(app: &App, credential: &Credential) -> Result<Caller, Error> {
    let Credential::ApiKey(secret) = credential;
    let known = api_key::resolve(app, secret, app.env.now()).await?;
    Ok((*known.caller).clone())
}
