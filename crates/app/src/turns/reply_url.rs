//! One-time addresses for agents that answer later. The address is the credential: a public id, by
//! which its row is found, and a secret, of which only the hash is kept.

use crate::app::App;
use crate::error::Error;
use omni_domain::ids::ReplyUrlId;
use omni_domain::turn::Turn;
use omni_storage::ReplyUrl;
use rand::distr::{Alphanumeric, SampleString as _};
use sha2::{Digest as _, Sha256};
use std::sync::OnceLock;
use subtle::{Choice, ConstantTimeEq as _};

/// An agent's answer may be this long, at once or later.
pub(crate) const MAX_ANSWER_BYTES: usize = 1024 * 1024;
/// The id as 32 hexadecimal digits.
const ID_CHARS: usize = 32;
/// 238 random bits.
const SECRET_CHARS: usize = 40;

/// Builds an address from the server's public one and a token.
pub type BuildReplyUrl = fn(public_url: &str, token: &str) -> String;

/// The route that takes late answers; empty in a process that serves none.
#[derive(Debug, Clone, Default)]
pub struct ReplyRoute(OnceLock<BuildReplyUrl>);

impl ReplyRoute {
    /// Sets how addresses of the route are built; the first one stays.
    pub fn plug(&self, build: BuildReplyUrl) {
        let _ = self.0.set(build);
    }
}

/// Creates an address for the answer to a turn that is about to be asked, if there is a route for
/// it.
pub(crate) async fn create(app: &App, turn: &Turn) -> Result<Option<String>, Error> {
    let Some(build) = app.reply_route.0.get() else { return Ok(None) };
    let id: ReplyUrlId = app.env.id();
    let secret = Alphanumeric.sample_string(&mut rand::rng(), SECRET_CHARS);
    let now = app.env.now();
    let row = ReplyUrl {
        id,
        tenant_id: turn.tenant_id,
        turn_id: turn.id,
        secret_hash: hex::encode(digest(&secret)),
        created_at: now,
        expires_at: now.plus(app.config.turns.reply_url_keep),
        used_at: None,
    };
    app.store.write(move |tx| Box::pin(async move { tx.insert_reply_url(&row).await })).await?;
    let token = format!("{}{secret}", id.uuid().simple());
    Ok(Some(build(app.public_url(), &token)))
}

/// The row of an address whose last part is `token`. Every fault of it gets the same error, which
/// never repeats the token: it may be in a log.
pub(super) async fn find(app: &App, token: &str) -> Result<ReplyUrl, Error> {
    let (id, secret) = token.split_at_checked(ID_CHARS).unwrap_or_default();
    let known = match id.parse::<ReplyUrlId>() {
        Ok(id) => app.store.find_reply_url(id).await?,
        Err(_) => None,
    };
    // Compared in any case, so that the time reveals nothing either.
    let mut stored = [0; 32];
    let has_hash = known
        .as_ref()
        .is_some_and(|row| hex::decode_to_slice(&row.secret_hash, &mut stored).is_ok());
    let equal = digest(secret).ct_eq(&stored) & Choice::from(u8::from(has_hash));
    known
        .filter(|_| bool::from(equal))
        .ok_or_else(|| Error::not_found("reply URL", crate::settings::MASK))
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
