//! Secrets at rest: sealed with XChaCha20-Poly1305 under the server's key, never returned.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use std::fmt;

const PREFIX: &str = "sealed:v1:";
const NONCE_BYTES: usize = 24;

/// Seals and opens secrets.
#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

/// A sealed secret that this key does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a stored secret cannot be opened with this server's key; set OMNI_SECRET_KEY (or restore the key file) it was sealed with"
)]
pub struct CannotOpen;

impl Sealer {
    /// From the text of `OMNI_SECRET_KEY` or the key file, at least 16 characters.
    pub fn from_text(text: &str) -> Self {
        let key = Sha256::digest(text.trim().as_bytes());
        Self { cipher: XChaCha20Poly1305::new(&Key::from(<[u8; 32]>::from(key))) }
    }

    /// Seals a secret. `context` (a row's id, say) must be the same when it is opened, so that a
    /// sealed value cannot be moved to another row.
    pub fn seal(&self, context: &str, secret: &str) -> String {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: secret.as_bytes(), aad: context.as_bytes() };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("XChaCha20-Poly1305 refuses only messages over 256 GiB");
        format!("{PREFIX}{}", STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what [`Sealer::seal`] made.
    pub fn open(&self, context: &str, sealed: &str) -> Result<String, CannotOpen> {
        let bytes = sealed
            .strip_prefix(PREFIX)
            .and_then(|text| STANDARD_NO_PAD.decode(text).ok())
            .filter(|bytes| bytes.len() > NONCE_BYTES)
            .ok_or(CannotOpen)?;
        let (nonce, body) = bytes.split_at(NONCE_BYTES);
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| CannotOpen)?;
        let payload = Payload { msg: body, aad: context.as_bytes() };
        let opened = self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| CannotOpen)?;
        String::from_utf8(opened).map_err(|_| CannotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::{CannotOpen, Sealer};

    #[test]
    fn a_secret_opens_only_with_its_key_and_context() {
        let sealer = Sealer::from_text("a key of some length");
        let sealed = sealer.seal("instance-1", "sk-123");
        assert!(!sealed.contains("sk-123"));
        assert_eq!(sealer.open("instance-1", &sealed).as_deref(), Ok("sk-123"));
        assert_eq!(sealer.open("instance-2", &sealed), Err(CannotOpen));
        assert_eq!(
            Sealer::from_text("another key here").open("instance-1", &sealed),
            Err(CannotOpen)
        );
    }
}
