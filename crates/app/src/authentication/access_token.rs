//! Access tokens: JWTs that name a session, valid for minutes.
//!
//! The signature spares no lookup of the session: what ends a session voids its access tokens with
//! the next request.

use super::cache::{CachedSession, SessionRef};
use super::session::{self, refused};
use super::signing_keys;
use crate::app::App;
use crate::error::Error;
use jsonwebtoken::{Algorithm, Header, Validation};
use omni_domain::Timestamp;
use omni_domain::ids::{SigningKeyId, TenantId, UserId, UserSessionId};
use omni_domain::user::{SessionKind, UserSession};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "omni";
/// Longer texts are no token of this server.
const MAX_BYTES: usize = 2048;

/// A signed access token.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The token, as `Authorization: Bearer` carries it.
    pub token: String,
    /// Refused from this time on.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// The claims (RFC 7519); times are seconds.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: UserId,
    sid: UserSessionId,
    tid: TenantId,
    iat: i64,
    exp: i64,
}

/// Signs an access token of a session. It does not outlive the session.
pub async fn issue_access_token(app: &App, session: &UserSession) -> Result<AccessToken, Error> {
    let now = app.env.now();
    let key = signing_keys::signer(app, now).await?;
    let expires_at = now.plus(app.config.auth.access_token).min(session.expires_at);
    let claims = Claims {
        iss: ISSUER.to_owned(),
        sub: session.user_id,
        sid: session.id,
        tid: session.tenant_id,
        iat: now.millis().div_euclid(1000),
        exp: expires_at.millis().div_euclid(1000),
    };
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(key.id.to_string());
    let token = jsonwebtoken::encode(&header, &claims, &key.signs).map_err(Error::internal)?;
    Ok(AccessToken { token, expires_at: Timestamp::from_seconds(claims.exp) })
}

/// The session of an access token.
pub(super) async fn resolve(
    app: &App,
    token: &str,
    now: Timestamp,
) -> Result<CachedSession, Error> {
    if token.len() > MAX_BYTES {
        return Err(refused());
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| refused())?;
    let id: Option<SigningKeyId> = header.kid.and_then(|kid| kid.parse().ok());
    let key = signing_keys::verifier(app, id.ok_or_else(refused)?, now).await?;
    let key = key.ok_or_else(refused)?;
    let claims = jsonwebtoken::decode::<Claims>(token, &key.verifies, &validation());
    let claims = claims.map_err(|_| refused())?.claims;
    if claims.iss != ISSUER || Timestamp::from_seconds(claims.exp) <= now {
        return Err(refused());
    }
    let known = session::find(app, SessionRef::Id(claims.sid), now).await?;
    let session = &known.session;
    let is_its = session.user_id == claims.sub && session.kind == SessionKind::Bearer;
    if is_its { Ok(known) } else { Err(refused()) }
}

/// The expiry is checked by this server's clock, which the database corrects.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    validation
}
