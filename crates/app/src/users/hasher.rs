//! Passwords, hashed with argon2id, off the runtime and a few at a time.

use crate::config::PasswordConfig;
use crate::error::Error;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// When a refused caller may try again.
const RETRY_MS: u64 = 2000;
const SALT_BYTES: usize = 16;

/// Hashes passwords and compares them with hashes.
#[derive(Clone)]
pub struct Hasher {
    inner: Arc<Inner>,
}

struct Inner {
    argon2: Argon2<'static>,
    params: Params,
    /// The hash of no password, at the price of any other.
    decoy: String,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    max_waiting: usize,
    verifications: AtomicU64,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").field("params", &self.inner.params).finish_non_exhaustive()
    }
}

/// One of the callers that wait for a permit.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Hasher {
    /// At these costs; values that argon2 refuses are replaced by its own defaults.
    pub(crate) fn new(config: &PasswordConfig) -> Self {
        let PasswordConfig { memory_kib, iterations, parallelism, .. } = *config;
        let params = Params::new(memory_kib, iterations, parallelism, None).unwrap_or_else(|error| {
            tracing::error!(%error, "the costs of password hashes are invalid; using the defaults");
            Params::default()
        });
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let inner = Inner {
            decoy: decoy(&params),
            argon2,
            params,
            permits: Arc::new(Semaphore::new(config.concurrency.max(1))),
            waiting: AtomicUsize::new(0),
            max_waiting: config.queue.max(1),
            verifications: AtomicU64::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The hash of a password, in PHC form.
    ///
    /// # Errors
    /// [`Error::RateLimited`] if too many wait already.
    pub(crate) async fn hash(&self, password: &Password) -> Result<String, Error> {
        let password = password.clone();
        self.run(move |inner| {
            let hash = inner.argon2.hash_password(password.bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| Error::internal(error.to_string()))
        })
        .await?
    }

    /// Whether this is the password of the hash. Without a hash the same work is done, and the
    /// answer is no: the time does not reveal which one was the case.
    ///
    /// # Errors
    /// [`Error::RateLimited`] if too many wait already.
    pub(crate) async fn verify(
        &self,
        password: &Password,
        hash: Option<&str>,
    ) -> Result<bool, Error> {
        let (password, is_real) = (password.clone(), hash.is_some());
        let hash = hash.unwrap_or(&self.inner.decoy).to_owned();
        self.run(move |inner| {
            inner.verifications.fetch_add(1, Ordering::Relaxed);
            let Ok(hash) = PasswordHash::new(&hash) else {
                tracing::error!("a stored password hash cannot be read");
                return false;
            };
            inner.argon2.verify_password(password.bytes(), &hash).is_ok() && is_real
        })
        .await
    }

    /// Whether a hash was made at other costs than those of today.
    pub(crate) fn is_outdated(&self, hash: &str) -> bool {
        let today = ParamsString::try_from(&self.inner.params);
        let made = PasswordHash::new(hash).map(|hash| hash.params);
        !matches!((today, made), (Ok(today), Ok(made)) if today == made)
    }

    /// Comparisons since the process began, with and without a hash.
    pub fn verifications(&self) -> u64 {
        self.inner.verifications.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let inner = &self.inner;
        if inner.waiting.fetch_add(1, Ordering::Relaxed) >= inner.max_waiting {
            inner.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::RateLimited { retry_after_ms: RETRY_MS });
        }
        let waiting = Waiting(&inner.waiting);
        let permit = Arc::clone(&inner.permits).acquire_owned().await.map_err(Error::internal)?;
        drop(waiting);
        let shared = Arc::clone(inner);
        let done = tokio::task::spawn_blocking(move || {
            // Held by the work and not by its caller, who may be gone before it ends.
            let _permit = permit;
            work(&shared)
        });
        done.await.map_err(Error::internal)
    }
}

/// A hash that no password has: its output is random.
fn decoy(params: &Params) -> String {
    let salt: [u8; SALT_BYTES] = rand::random();
    let output: [u8; Params::DEFAULT_OUTPUT_LEN] = rand::random();
    let hash = || {
        Ok::<_, argon2::password_hash::Error>(PasswordHash {
            algorithm: ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(params)?,
            salt: Some(Salt::new(&salt)?),
            hash: Some(Output::new(&output)?),
        })
    };
    hash().map(|hash| hash.to_string()).unwrap_or_default()
}

/// A password as it is hashed. Never printed, and erased when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

impl Password {
    /// What a person typed: the same letters may be composed in several ways, by keyboard.
    pub fn new(text: &str) -> Self {
        use unicode_normalization::UnicodeNormalization as _;
        Self(Zeroizing::new(text.nfkc().collect()))
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Its text, to show it once.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Hasher, Password};
    use crate::config::PasswordConfig;
    use crate::error::Error;

    fn cheap() -> PasswordConfig {
        PasswordConfig { memory_kib: 8, iterations: 1, ..PasswordConfig::default() }
    }

    #[tokio::test]
    async fn a_password_is_compared_with_its_hash_and_with_none() {
        let hasher = Hasher::new(&cheap());
        let right = Password::new("correct horse");
        let hash = hasher.hash(&right).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert!(hasher.verify(&right, Some(&hash)).await.expect("compared"));
        assert!(!hasher.verify(&Password::new("wrong"), Some(&hash)).await.expect("compared"));
        assert!(!hasher.verify(&right, None).await.expect("compared"));
        assert!(!hasher.verify(&right, Some("nonsense")).await.expect("compared"));
        assert_eq!(hasher.verifications(), 4, "each is counted");
        assert!(!hasher.is_outdated(&hash));
        assert!(Hasher::new(&PasswordConfig { iterations: 2, ..cheap() }).is_outdated(&hash));
    }

    #[tokio::test]
    async fn a_password_typed_on_another_keyboard_is_the_same() {
        let hasher = Hasher::new(&cheap());
        let hash = hasher.hash(&Password::new("ma\u{f1}ana")).await.expect("hashed");
        assert!(
            hasher.verify(&Password::new("man\u{303}ana"), Some(&hash)).await.expect("compared")
        );
    }

    #[tokio::test]
    async fn those_beyond_the_queue_are_refused() {
        let config = PasswordConfig { concurrency: 1, queue: 1, ..cheap() };
        let hasher = Hasher::new(&config);
        let permit = hasher.inner.permits.clone().acquire_owned().await.expect("free");
        let password = Password::new("x");
        let mut first = Box::pin(hasher.verify(&password, None));
        assert!(futures::poll!(first.as_mut()).is_pending(), "it waits");
        let refused = hasher.verify(&password, None).await;
        assert!(matches!(refused, Err(Error::RateLimited { .. })), "{refused:?}");
        drop(permit);
        assert!(!first.await.expect("its turn"));
        assert!(!hasher.verify(&password, None).await.expect("room again"));
    }
}
