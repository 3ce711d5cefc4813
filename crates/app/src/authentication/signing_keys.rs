//! The keys that sign access tokens: sealed in the database, shared by all nodes, replaced in turn.

use super::eddsa;
use crate::app::App;
use crate::error::Error;
use crate::secrets::Purpose;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use omni_domain::Timestamp;
use omni_domain::ids::SigningKeyId;
use omni_domain::user::SigningKey;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Keys that are valid: the one that signs, and the one before it.
const KEPT: u32 = 2;
/// Two nodes may create a key at the same time.
const READ: u32 = 8;
/// A token of an unknown key makes them be read again, at most this often.
const READ_AGAIN: Duration = Duration::from_secs(1);
/// Another node may have replaced the key that signs.
const RELY: Duration = Duration::from_mins(5);

/// A key, opened.
pub(super) struct OpenKey {
    pub(super) id: SigningKeyId,
    pub(super) signs: EncodingKey,
    pub(super) verifies: DecodingKey,
    created_at: Timestamp,
}

/// The keys that this process has read. Bounded to the few that are valid.
#[derive(Default)]
pub struct SigningKeys {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    /// Newest first.
    keys: Vec<Arc<OpenKey>>,
    read_at: Option<Timestamp>,
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys")
    }
}

impl SigningKeys {
    fn newest(&self, now: Timestamp) -> Option<Arc<OpenKey>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = known.read_at.is_some_and(|at| now.since(at) < RELY);
        known.keys.first().filter(|_| is_fresh).map(Arc::clone)
    }

    fn find(&self, id: SigningKeyId) -> Option<Arc<OpenKey>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.keys.iter().find(|key| key.id == id).map(Arc::clone)
    }

    fn may_read_again(&self, now: Timestamp) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.read_at.is_none_or(|at| now.since(at) >= READ_AGAIN)
    }

    fn put(&self, keys: Vec<Arc<OpenKey>>, now: Timestamp) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known { keys, read_at: Some(now) };
    }
}

/// The key that signs now. Created if there is none, or if the last one has signed for long enough.
pub(super) async fn signer(app: &App, now: Timestamp) -> Result<Arc<OpenKey>, Error> {
    let rotation = app.config.auth.signing_key_rotation;
    let is_current = |key: &Arc<OpenKey>| now.since(key.created_at) < rotation;
    if let Some(key) = app.signing_keys.newest(now).filter(is_current) {
        return Ok(key);
    }
    if let Some(key) = read(app, now).await?.into_iter().next().filter(is_current) {
        return Ok(key);
    }
    let created = create(app, now).await?;
    read(app, now).await?;
    Ok(created)
}

/// The key that signed a token, if it is still valid.
pub(super) async fn verifier(
    app: &App,
    id: SigningKeyId,
    now: Timestamp,
) -> Result<Option<Arc<OpenKey>>, Error> {
    if let Some(key) = app.signing_keys.find(id) {
        return Ok(Some(key));
    }
    if !app.signing_keys.may_read_again(now) {
        return Ok(None);
    }
    read(app, now).await?;
    Ok(app.signing_keys.find(id))
}

async fn read(app: &App, now: Timestamp) -> Result<Vec<Arc<OpenKey>>, Error> {
    let stored = app.store.newest_signing_keys(READ).await?;
    let keys: Vec<_> = stored.iter().filter_map(|key| open(app, key)).map(Arc::new).collect();
    app.signing_keys.put(keys.clone(), now);
    Ok(keys)
}

async fn create(app: &App, now: Timestamp) -> Result<Arc<OpenKey>, Error> {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
        .map_err(|_| Error::internal("the system has no random bytes"))?;
    let id: SigningKeyId = app.env.id();
    let sealed = app.sealer.seal(&purpose(id), &STANDARD_NO_PAD.encode(document.as_ref()));
    let key = SigningKey { id, sealed, created_at: now };
    let opened = open(app, &key).ok_or_else(|| Error::internal("a new key cannot be opened"))?;
    let cutoff = now.minus(app.config.auth.access_token);
    app.store
        .write(move |tx| Box::pin(async move { tx.insert_signing_key(&key, KEPT, cutoff).await }))
        .await?;
    tracing::info!(key = %id, "access tokens are signed with a new key");
    Ok(Arc::new(opened))
}

fn purpose(id: SigningKeyId) -> Purpose {
    Purpose::kept(format!("signingKey/{id}"))
}

/// `None` for a key that was sealed with another secret key: its tokens are refused.
fn open(app: &App, key: &SigningKey) -> Option<OpenKey> {
    eddsa::install();
    let text = app.sealer.open(&purpose(key.id), &key.sealed);
    let text =
        text.inspect_err(|_| tracing::warn!(key = %key.id, "a signing key cannot be opened"));
    let document = STANDARD_NO_PAD.decode(text.ok()?).ok()?;
    let pair = Ed25519KeyPair::from_pkcs8(&document).ok()?;
    Some(OpenKey {
        id: key.id,
        signs: EncodingKey::from_ed_der(&document),
        verifies: DecodingKey::from_ed_der(pair.public_key().as_ref()),
        created_at: key.created_at,
    })
}
