use super::flow::{Flow, KEEP, local_path};
use super::provider;
use crate::app::App;
use crate::error::Error;
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, Scope};
use std::time::Duration;

/// A sign-in that continues at the provider.
#[derive(Debug)]
pub struct OidcStart {
    /// Where to send the browser.
    pub url: String,
    /// For a cookie of the browser; [`super::finish_oidc`] needs it.
    pub flow: String,
    /// How long that cookie is valid.
    pub keep: Duration,
}

/// Begins a sign-in with the provider. `redirect_uri` is where the provider sends the browser then, and
/// `return_to` the path of this server where the person continues.
///
/// # Errors
/// [`Error::NotFound`] if no provider is configured; [`Error::IdentityUnavailable`] if it cannot be used.
pub async fn begin_oidc(
    app: &App,
    redirect_uri: &str,
    return_to: Option<&str>,
) -> Result<OidcStart, Error> {
    let client = provider::client(app, redirect_uri).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let asked = client.authorize_url(
        CoreAuthenticationFlow::AuthorizationCode,
        CsrfToken::new_random,
        Nonce::new_random,
    );
    let asked = asked.add_scope(Scope::new("email".to_owned()));
    let asked = asked.add_scope(Scope::new("profile".to_owned()));
    let (url, state, nonce) = asked.set_pkce_challenge(challenge).url();
    let flow = Flow {
        state: state.secret().clone(),
        nonce: nonce.secret().clone(),
        verifier: verifier.secret().clone(),
        return_to: local_path(return_to),
        expires_at: app.env.now().plus(KEEP),
    };
    Ok(OidcStart { url: url.to_string(), flow: flow.seal(app)?, keep: KEEP })
}
