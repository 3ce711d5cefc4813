//! The key that seals stored secrets: configured, or in a file that the first start creates.

use crate::config::{Config, Secret};
use crate::data_dir::write_new_private;
use anyhow::{Context as _, ensure};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

const SHORTEST: usize = 16;
const RANDOM_BYTES: usize = 32;

/// The secret key.
#[derive(Debug)]
pub struct SecretKey {
    /// Its text.
    pub text: Secret,
    /// Created at this start: a copy of the file should be kept.
    pub is_new: bool,
}

/// The configured key, or the one in the key file, which is created if there is none.
pub fn read_or_make(config: &Config) -> anyhow::Result<SecretKey> {
    if let Some(text) = config.secrets.key.get() {
        return Ok(SecretKey { text: Secret::new(text), is_new: false });
    }
    let path = config.secret_key_file();
    if let Some(text) = read(&path)? {
        return Ok(SecretKey { text, is_new: false });
    }
    let random: [u8; RANDOM_BYTES] = rand::random();
    let text = random.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    write_new_private(&path, &text)?;
    Ok(SecretKey { text: Secret::new(text), is_new: true })
}

/// The key in a file; `None` if the file does not exist.
pub fn read(path: &Path) -> anyhow::Result<Option<Secret>> {
    let shown = path.display();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error)
                .with_context(|| format!("the secret key file {shown} cannot be read"));
        }
    };
    let text = text.trim();
    ensure!(
        text.chars().count() >= SHORTEST,
        "the secret key file {shown} has fewer than {SHORTEST} characters; restore it from your copy"
    );
    Ok(Some(Secret::new(text)))
}

/// Whether users other than its owner can read the file.
pub fn is_exposed(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}
