//! Signing in, and the sessions that result from it.
//!
//! The same for every dialect: a session is carried by a cookie, or by a short-lived access token
//! with a refresh token. How a dialect transports them is its own matter.

mod end_sessions;
mod list_sessions;
mod oidc;
mod refresh;
mod set_up;
mod start;
mod totp;
mod upkeep;
mod with_password;

pub use end_sessions::{end_all_sessions, end_session, sign_out};
pub use list_sessions::{list_sessions, own_session};
pub(crate) use oidc::OidcProvider;
pub use oidc::{OidcAnswer, OidcStart, begin_oidc, finish_oidc, provider_names};
pub use refresh::refresh;
pub use set_up::{SetUp, needs_set_up, set_up};
pub use start::{SignedIn, Tokens};
pub use totp::{Enrolment, RecoveryCodes, confirm_totp, enrol_totp, remove_totp};
pub use upkeep::start as start_upkeep;
pub use with_password::{PasswordSignIn, with_password};
