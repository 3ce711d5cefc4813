//! Signing in with an OpenID provider: the authorization code flow with PKCE.
//!
//! What must not be forged between its two requests (state, nonce, verifier) is in a sealed text that
//! the dialect keeps in a short-lived cookie of the browser that began: nothing is stored here, and no
//! other browser can finish it.

mod begin;
mod finish;
mod flow;
mod identity;
mod names;
mod provider;

pub use begin::{OidcStart, begin_oidc};
pub use finish::{OidcAnswer, finish_oidc};
pub use names::provider_names;
pub(crate) use provider::OidcProvider;

use crate::error::{Error, Hint, Message};

/// The provider did not prove who it is, or there is no active user for them.
fn refused(message: &'static str) -> Error {
    Error::unauthorized(Message::from(message).hint(Hint::SignIn))
}
