//! Secrets at rest: sealed with XChaCha20-Poly1305 under the server's key, never returned.
//!
//! A secret that is sent somewhere is sealed together with its address. A change of the address of a
//! row needs its secret again, or its removal: [`Sealer::keep`] refuses anything else. A row
//! whose address was changed past that check holds a secret that cannot be opened, rather than one
//! that is sent to the new address.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use std::fmt;

/// Sealed for its owner.
const PREFIX: &str = "sealed:v1:";
/// Sealed for its owner and its address.
const ADDRESSED_PREFIX: &str = "sealed:v2:";
const NONCE_BYTES: usize = 24;

/// What a secret is sealed for; the same is needed to open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    owner: String,
    address: Option<String>,
}

impl Purpose {
    /// A secret that is never sent anywhere. `owner` names its row, so that a sealed value cannot
    /// be moved to another.
    pub fn kept(owner: impl Into<String>) -> Self {
        Self { owner: owner.into(), address: None }
    }

    /// A secret that is sent to this address and to no other.
    pub fn sent_to(owner: impl Into<String>, address: &str) -> Self {
        let address = address.trim().trim_end_matches('/').to_owned();
        Self { owner: owner.into(), address: Some(address) }
    }

    /// The owner with the address; its length keeps the two apart.
    fn addressed(&self) -> Option<String> {
        let address = self.address.as_deref()?;
        Some(format!("{}:{}{address}", self.owner.len(), self.owner))
    }
}

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

/// A sealed secret that does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a stored secret cannot be opened with this server's key, or its address was changed without it; set OMNI_SECRET_KEY (or restore the key file) it was sealed with, or give the secret again"
)]
pub struct CannotOpen;

/// A secret that stays would be sent to another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a new address needs its secret given again")]
pub struct AddressChanged;

impl Sealer {
    /// From the text of `OMNI_SECRET_KEY` or the key file, at least 16 characters.
    pub fn from_text(text: &str) -> Self {
        let key = Sha256::digest(text.trim().as_bytes());
        Self { cipher: XChaCha20Poly1305::new(&Key::from(<[u8; 32]>::from(key))) }
    }

    /// Seals a secret.
    pub fn seal(&self, purpose: &Purpose, secret: &str) -> String {
        let addressed = purpose.addressed();
        let (prefix, context) = match &addressed {
            Some(context) => (ADDRESSED_PREFIX, context),
            None => (PREFIX, &purpose.owner),
        };
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: secret.as_bytes(), aad: context.as_bytes() };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("XChaCha20-Poly1305 refuses only messages over 256 GiB");
        format!("{prefix}{}", STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what [`Sealer::seal`] made for the same purpose, and what was sealed before addresses
    /// were part of it.
    pub fn open(&self, purpose: &Purpose, sealed: &str) -> Result<String, CannotOpen> {
        let (context, text) = match sealed.strip_prefix(ADDRESSED_PREFIX) {
            Some(text) => (purpose.addressed().ok_or(CannotOpen)?, text),
            None => (purpose.owner.clone(), sealed.strip_prefix(PREFIX).ok_or(CannotOpen)?),
        };
        let bytes = STANDARD_NO_PAD
            .decode(text)
            .ok()
            .filter(|bytes| bytes.len() > NONCE_BYTES)
            .ok_or(CannotOpen)?;
        let (nonce, body) = bytes.split_at(NONCE_BYTES);
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| CannotOpen)?;
        let payload = Payload { msg: body, aad: context.as_bytes() };
        let opened = self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| CannotOpen)?;
        String::from_utf8(opened).map_err(|_| CannotOpen)
    }

    /// What is stored of a secret that stays while its row changes from one purpose to the next.
    /// A secret sealed before addresses were part of it is sealed for its address now.
    ///
    /// # Errors
    /// [`AddressChanged`] if it would be sent somewhere else.
    pub fn keep(
        &self,
        before: &Purpose,
        after: &Purpose,
        sealed: &str,
    ) -> Result<String, AddressChanged> {
        if before.address != after.address {
            return Err(AddressChanged);
        }
        let is_older = after.address.is_some() && !sealed.starts_with(ADDRESSED_PREFIX);
        if before == after && !is_older {
            return Ok(sealed.to_owned());
        }
        // What this server's key does not open stays as it is, until that key is restored.
        let opened = self.open(before, sealed);
        Ok(opened.map_or_else(|_| sealed.to_owned(), |secret| self.seal(after, &secret)))
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressChanged, CannotOpen, Purpose, Sealer};

    fn sealer() -> Sealer {
        Sealer::from_text("a key of some length")
    }

    #[test]
    fn a_secret_opens_only_with_its_key_and_in_its_row() {
        let (one, two) = (Purpose::kept("instance-1"), Purpose::kept("instance-2"));
        let sealed = sealer().seal(&one, "sk-123");
        assert!(!sealed.contains("sk-123"));
        assert_eq!(sealer().open(&one, &sealed).as_deref(), Ok("sk-123"));
        assert_eq!(sealer().open(&two, &sealed), Err(CannotOpen));
        assert_eq!(Sealer::from_text("another key here").open(&one, &sealed), Err(CannotOpen));
    }

    #[test]
    fn a_secret_that_is_sent_opens_for_its_address_alone() {
        let purpose = |address| Purpose::sent_to("provider/1/apiKey", address);
        let sealed = sealer().seal(&purpose("https://a.example/v1"), "sk-123");
        for same in ["https://a.example/v1", " https://a.example/v1/ "] {
            assert_eq!(sealer().open(&purpose(same), &sealed).as_deref(), Ok("sk-123"), "{same}");
        }
        let other = purpose("https://b.example/v1");
        assert_eq!(sealer().open(&other, &sealed), Err(CannotOpen));
        assert_eq!(sealer().open(&Purpose::kept("provider/1/apiKey"), &sealed), Err(CannotOpen));
        let kept = sealer().keep(&purpose("https://a.example/v1"), &other, &sealed);
        assert_eq!(kept, Err(AddressChanged));
        let split = Purpose::sent_to("provider/1/apiKeyh", "ttps://a.example/v1");
        assert_eq!(sealer().open(&split, &sealed), Err(CannotOpen), "the two are kept apart");
    }

    #[test]
    fn what_was_sealed_without_its_address_still_opens_and_is_bound_when_its_row_changes() {
        let older = sealer().seal(&Purpose::kept("provider/1/apiKey"), "sk-123");
        let purpose = |address| Purpose::sent_to("provider/1/apiKey", address);
        let (here, there) = (purpose("https://a.example"), purpose("https://b.example"));
        assert_eq!(sealer().open(&here, &older).as_deref(), Ok("sk-123"));
        assert_eq!(sealer().keep(&here, &there, &older), Err(AddressChanged));
        let bound = sealer().keep(&here, &here, &older).expect("the same address");
        assert_eq!(sealer().open(&here, &bound).as_deref(), Ok("sk-123"));
        assert_eq!(sealer().open(&there, &bound), Err(CannotOpen));
        let lost = Sealer::from_text("another key here").keep(&here, &here, &older);
        assert_eq!(lost.as_deref(), Ok(older.as_str()), "kept until its key is restored");
    }
}
