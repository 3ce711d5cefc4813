use super::set;
use crate::config::problems::Problems;
use crate::config::{Config, Secret};
use omni_app::config::{AuthConfig, LockoutConfig, OidcConfig, PasswordConfig};
use omni_domain::access::{Role, Scope};
use omni_http::CookieSecurity;
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// The longest name of a provider, characters: it is the text of a button.
const NAME_CHARS: usize = 60;

/// When the cookie of a session is sent over TLS only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CookieSecure {
    /// Except to a browser on this machine that uses its loopback address.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// `[auth]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Auth {
    pub admin_email: String,
    pub admin_password: Secret,
    pub admin_password_file: PathBuf,
    pub cookie_secure: CookieSecure,
    pub session_idle_h: u64,
    pub session_max_days: u64,
    pub sessions_per_user: u32,
    pub access_token_s: u64,
    pub signing_key_days: u64,
    pub hash_memory_kib: u32,
    pub hash_iterations: u32,
    pub hash_parallelism: u32,
    pub hash_concurrency: usize,
    pub hash_queue: usize,
    pub account_attempts: u32,
    pub address_attempts: u32,
    pub pause_min_s: u64,
    pub pause_max_s: u64,
    pub failures_keep_h: u64,
    pub failures_max: u32,
    pub oidc: Oidc,
}

/// `[auth.oidc]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Oidc {
    pub issuer: String,
    pub name: String,
    pub client_id: String,
    pub client_secret: Secret,
    pub allowed_domains: Vec<String>,
    pub create_users: bool,
    pub default_role: Role,
}

impl Oidc {
    fn check(&self, problems: &mut Problems<'_>) {
        let Some(issuer) = set(&self.issuer) else { return };
        let is_address = url::Url::parse(&issuer)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
        if !is_address {
            problems.add(
                "auth.oidc.issuer",
                "give the provider's address, such as https://id.example.com",
            );
        }
        if self.name.chars().count() > NAME_CHARS {
            problems.add("auth.oidc.name", "give at most 60 characters");
        }
        if set(&self.client_id).is_none() {
            problems.add("auth.oidc.client_id", "a provider needs the id of this server there");
        }
        if self.create_users && self.default_role.may(Scope::Admin) {
            problems
                .add("auth.oidc.default_role", "new users are agents or viewers; raise them later");
        }
    }

    fn app_config(&self) -> Option<OidcConfig> {
        let issuer = set(&self.issuer)?;
        Some(OidcConfig {
            name: set(&self.name).unwrap_or_else(|| host_of(&issuer)),
            issuer,
            client_id: self.client_id.trim().to_owned(),
            client_secret: self.client_secret.expose().to_owned(),
            allowed_domains: self.allowed_domains.clone(),
            creates: self.create_users.then_some(self.default_role),
        })
    }
}

/// `id.example.com` of `https://id.example.com/realms/a`; `check` has refused what is no address.
fn host_of(issuer: &str) -> String {
    let url = url::Url::parse(issuer).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    host.unwrap_or(issuer).to_owned()
}

impl Auth {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        let email = self.admin_email();
        if email.is_some_and(|text| text.parse::<omni_domain::user::Email>().is_err()) {
            problems.add("auth.admin_email", "give an e-mail address, such as ann@example.com");
        }
        let chars = self.admin_password.get().map(|text| text.chars().count());
        if chars.is_some_and(|chars| !(10..=128).contains(&chars)) {
            problems.add("auth.admin_password", "a password has 10 to 128 characters");
        }
        problems.range("auth.session_idle_h", self.session_idle_h, &(1..=8760));
        problems.range("auth.session_max_days", self.session_max_days, &(1..=365));
        problems.range("auth.sessions_per_user", self.sessions_per_user, &(1..=1000));
        problems.range("auth.access_token_s", self.access_token_s, &(60..=3600));
        problems.range("auth.signing_key_days", self.signing_key_days, &(1..=365));
        problems.range("auth.hash_memory_kib", self.hash_memory_kib, &(8192..=1_048_576));
        problems.range("auth.hash_iterations", self.hash_iterations, &(1..=20));
        problems.range("auth.hash_parallelism", self.hash_parallelism, &(1..=16));
        problems.range("auth.hash_concurrency", self.hash_concurrency, &(1..=64));
        problems.range("auth.hash_queue", self.hash_queue, &(1..=10_000));
        problems.range("auth.account_attempts", self.account_attempts, &(1..=1000));
        problems.range("auth.address_attempts", self.address_attempts, &(1..=100_000));
        problems.range("auth.pause_min_s", self.pause_min_s, &(1..=3600));
        problems.range("auth.pause_max_s", self.pause_max_s, &(self.pause_min_s..=86_400));
        problems.range("auth.failures_keep_h", self.failures_keep_h, &(1..=720));
        self.oidc.check(problems);
        problems.range("auth.failures_max", self.failures_max, &(1000..=10_000_000));
    }

    /// The address of the first user, if one is configured.
    pub fn admin_email(&self) -> Option<String> {
        set(&self.admin_email)
    }

    pub(in crate::config) const fn cookie_security(&self) -> CookieSecurity {
        match self.cookie_secure {
            CookieSecure::Auto => CookieSecurity::Auto,
            CookieSecure::Always => CookieSecurity::Always,
            CookieSecure::Never => CookieSecurity::Never,
        }
    }
}

impl Config {
    pub(in crate::config) fn app_auth(&self) -> AuthConfig {
        let auth = &self.auth;
        AuthConfig {
            passwords: PasswordConfig {
                memory_kib: auth.hash_memory_kib,
                iterations: auth.hash_iterations,
                parallelism: auth.hash_parallelism,
                concurrency: auth.hash_concurrency,
                queue: auth.hash_queue,
            },
            session_idle: Duration::from_secs(auth.session_idle_h * 3600),
            session_max: Duration::from_secs(auth.session_max_days * 24 * 3600),
            sessions_per_user: auth.sessions_per_user,
            access_token: Duration::from_secs(auth.access_token_s),
            signing_key_rotation: Duration::from_secs(auth.signing_key_days * 24 * 3600),
            lockout: LockoutConfig {
                account_attempts: auth.account_attempts,
                address_attempts: auth.address_attempts,
                pause_min: Duration::from_secs(auth.pause_min_s),
                pause_max: Duration::from_secs(auth.pause_max_s),
                keep: Duration::from_secs(auth.failures_keep_h * 3600),
                max: auth.failures_max,
            },
            oidc: auth.oidc.app_config(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn a_provider_without_a_name_is_called_by_its_host() {
        assert_eq!(host_of("https://id.example.com/realms/a"), "id.example.com");
        assert_eq!(host_of("http://127.0.0.1:8080"), "127.0.0.1");
        assert_eq!(host_of("no address"), "no address");
    }
}
