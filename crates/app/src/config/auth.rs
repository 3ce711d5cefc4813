//! Users: passwords, sessions, attempts to sign in, OpenID providers.

use omni_domain::access::Role;
use std::fmt;
use std::time::Duration;

/// Users, their passwords and their sessions.
#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// What hashing a password costs.
    pub passwords: PasswordConfig,
    /// A session that is not used for so long ends.
    pub session_idle: Duration,
    /// A session ends after so long, however much it is used.
    pub session_max: Duration,
    /// Sessions of one user; a further one ends the oldest.
    pub sessions_per_user: u32,
    /// How long an access token is valid.
    pub access_token: Duration,
    /// How long a key signs access tokens. It stays valid until the next but one begins.
    pub signing_key_rotation: Duration,
    /// When attempts to sign in are refused.
    pub lockout: LockoutConfig,
    /// Signing in with an OpenID provider; `None` is not at all.
    pub oidc: Option<OidcConfig>,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            passwords: PasswordConfig::default(),
            session_idle: Duration::from_hours(7 * 24),
            session_max: Duration::from_hours(30 * 24),
            sessions_per_user: 50,
            access_token: Duration::from_mins(10),
            signing_key_rotation: Duration::from_hours(30 * 24),
            lockout: LockoutConfig::default(),
            oidc: None,
        }
    }
}

/// Signing in with an OpenID provider.
#[derive(Clone)]
pub struct OidcConfig {
    /// Its name for people, for the page on which they choose it.
    pub name: String,
    /// The provider's address, as its tokens name it.
    pub issuer: String,
    /// This server's id at the provider.
    pub client_id: String,
    /// Its secret there; empty for a public client.
    pub client_secret: String,
    /// Only addresses of these domains; empty is any.
    pub allowed_domains: Vec<String>,
    /// An address without a user becomes a user of the default tenant with this role; `None`: it is
    /// refused.
    pub creates: Option<Role>,
}

impl fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcConfig").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What hashing a password with argon2id costs, and how many are hashed at the same time.
#[derive(Debug, Clone)]
pub struct PasswordConfig {
    /// Memory of one hash, KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes of one hash.
    pub parallelism: u32,
    /// Hashes at the same time.
    pub concurrency: usize,
    /// Hashes that may wait for their turn; further ones are refused.
    pub queue: usize,
}

impl Default for PasswordConfig {
    fn default() -> Self {
        Self { memory_kib: 19_456, iterations: 2, parallelism: 1, concurrency: 2, queue: 64 }
    }
}

/// When attempts to sign in are refused.
#[derive(Debug, Clone)]
pub struct LockoutConfig {
    /// Failed attempts of one e-mail address without a pause.
    pub account_attempts: u32,
    /// The same of one client address.
    pub address_attempts: u32,
    /// The first pause. Each further failure doubles it.
    pub pause_min: Duration,
    /// The longest pause.
    pub pause_max: Duration,
    /// A failure is forgotten after so long.
    pub keep: Duration,
    /// E-mail and client addresses whose failures are kept.
    pub max: u32,
}

impl Default for LockoutConfig {
    fn default() -> Self {
        Self {
            account_attempts: 5,
            address_attempts: 30,
            pause_min: Duration::from_secs(1),
            pause_max: Duration::from_mins(15),
            keep: Duration::from_hours(24),
            max: 100_000,
        }
    }
}
