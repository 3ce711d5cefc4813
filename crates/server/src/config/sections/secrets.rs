use crate::config::problems::Problems;
use crate::config::{Config, Secret};
use serde::Deserialize;
use std::path::PathBuf;

/// Shorter keys could be guessed.
pub(crate) const SHORTEST_KEY: usize = 16;

/// `[secrets]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Secrets {
    pub key: Secret,
    pub key_file: PathBuf,
    pub primary_api_key: Secret,
    pub primary_api_key_file: PathBuf,
    pub accept_new_key: bool,
}

impl Secrets {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        if self.key.get().is_some_and(|key| key.trim().chars().count() < SHORTEST_KEY) {
            problems.add("secrets.key", format_args!("give at least {SHORTEST_KEY} characters"));
        }
        if self.primary_api_key.get().is_some_and(|key| !omni_app::keys::is_well_formed(key)) {
            problems.add("secrets.primary_api_key", "a key is `omni_sk_` and 32 letters or digits");
        }
    }
}

impl Config {
    /// The file with the secret key, if none is configured.
    pub fn secret_key_file(&self) -> PathBuf {
        let file = &self.secrets.key_file;
        if file.as_os_str().is_empty() { self.data.dir.join("secret.key") } else { file.clone() }
    }
}
