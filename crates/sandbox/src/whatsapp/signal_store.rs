//! Signal state of one virtual phone, in memory.
//!
//! The library needs its stores as separate objects, so that it can borrow
//! several of them at once; each returns immediately.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use wacore_libsignal::protocol::error::Result;
use wacore_libsignal::protocol::{
    Direction, GenericSignedPreKey as _, IdentityChange, IdentityKey, IdentityKeyPair,
    IdentityKeyStore, KeyPair, PreKeyId, PreKeyRecord, PreKeyStore, ProtocolAddress, SenderKeyName,
    SenderKeyRecord, SenderKeyStore, SessionRecord, SessionStore, SignalProtocolError,
    SignedPreKeyId, SignedPreKeyRecord, SignedPreKeyStore, Timestamp,
};

use super::sync::Lock;

/// The phone's identity, and the identities of its contacts.
pub(crate) struct Identities {
    pub(crate) own: IdentityKeyPair,
    pub(crate) registration_id: u32,
    known: HashMap<String, IdentityKey>,
}

impl Identities {
    pub(crate) fn new(own: IdentityKeyPair, registration_id: u32) -> Self {
        Self { own, registration_id, known: HashMap::new() }
    }

    fn save(&mut self, address: &ProtocolAddress, identity: &IdentityKey) -> IdentityChange {
        let previous = self.known.insert(address.as_str().to_owned(), *identity);
        IdentityChange::from_changed(previous.is_some_and(|previous| previous != *identity))
    }
}

#[async_trait]
impl IdentityKeyStore for Identities {
    async fn get_identity_key_pair(&self) -> Result<IdentityKeyPair> {
        Ok(self.own.clone())
    }

    async fn get_local_registration_id(&self) -> Result<u32> {
        Ok(self.registration_id)
    }

    async fn save_identity(
        &mut self,
        address: &ProtocolAddress,
        identity: &IdentityKey,
    ) -> Result<IdentityChange> {
        Ok(self.save(address, identity))
    }

    fn try_save_identity(
        &mut self,
        address: &ProtocolAddress,
        identity: &IdentityKey,
    ) -> Option<Result<IdentityChange>> {
        Some(Ok(self.save(address, identity)))
    }

    /// A simulated phone trusts every identity: the tests check the client's validation.
    async fn is_trusted_identity(
        &self,
        _: &ProtocolAddress,
        _: &IdentityKey,
        _: Direction,
    ) -> Result<bool> {
        Ok(true)
    }

    fn try_is_trusted_identity(
        &self,
        _: &ProtocolAddress,
        _: &IdentityKey,
        _: Direction,
    ) -> Option<Result<bool>> {
        Some(Ok(true))
    }

    async fn get_identity(&self, address: &ProtocolAddress) -> Result<Option<IdentityKey>> {
        Ok(self.known.get(address.as_str()).copied())
    }
}

/// Sessions with single devices.
#[derive(Default)]
pub(crate) struct Sessions(HashMap<String, SessionRecord>);

impl Sessions {
    pub(crate) fn has(&self, address: &ProtocolAddress) -> bool {
        self.0.contains_key(address.as_str())
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn load_session(&self, address: &ProtocolAddress) -> Result<Option<SessionRecord>> {
        Ok(self.0.get(address.as_str()).cloned())
    }

    async fn has_session(&self, address: &ProtocolAddress) -> Result<bool> {
        Ok(self.has(address))
    }

    fn try_has_session(&self, address: &ProtocolAddress) -> Option<Result<bool>> {
        Some(Ok(self.has(address)))
    }

    async fn store_session(
        &mut self,
        address: &ProtocolAddress,
        record: SessionRecord,
    ) -> Result<()> {
        self.0.insert(address.as_str().to_owned(), record);
        Ok(())
    }
}

/// One-time keys. Shared with the key bundles that are served to others, because
/// serving must not wait for the phone's encryption.
#[derive(Clone, Default)]
pub(crate) struct PreKeys(Arc<Lock<OneTimeKeys>>);

#[derive(Default)]
struct OneTimeKeys {
    next: u32,
    keys: HashMap<u32, KeyPair>,
}

impl PreKeys {
    /// Makes a fresh one-time key on demand.
    pub(crate) fn issue(&self) -> (PreKeyId, KeyPair) {
        let pair = KeyPair::generate(&mut rand::rng());
        let mut stored = self.0.lock();
        // Ids have 24 bits on the wire.
        stored.next = stored.next % 0x00FF_FFFE + 1;
        let id = stored.next;
        stored.keys.insert(id, pair.clone());
        (PreKeyId::from(id), pair)
    }

    pub(crate) fn consume(&self, id: PreKeyId) {
        self.0.lock().keys.remove(&u32::from(id));
    }
}

#[async_trait]
impl PreKeyStore for PreKeys {
    async fn get_pre_key(&self, id: PreKeyId) -> Result<PreKeyRecord> {
        let stored = self.0.lock();
        let pair = stored.keys.get(&u32::from(id)).ok_or(SignalProtocolError::InvalidPreKeyId)?;
        Ok(PreKeyRecord::new(id, pair))
    }

    async fn save_pre_key(&mut self, id: PreKeyId, record: &PreKeyRecord) -> Result<()> {
        let pair = record.key_pair()?;
        self.0.lock().keys.insert(u32::from(id), pair);
        Ok(())
    }

    async fn remove_pre_key(&mut self, id: PreKeyId) -> Result<()> {
        self.consume(id);
        Ok(())
    }
}

/// The one signed key of a phone.
#[derive(Clone)]
pub(crate) struct SignedKeys {
    pub(crate) pair: KeyPair,
    pub(crate) signature: Vec<u8>,
}

impl SignedKeys {
    pub(crate) const ID: u32 = 1;
}

#[async_trait]
impl SignedPreKeyStore for SignedKeys {
    async fn get_signed_pre_key(&self, id: SignedPreKeyId) -> Result<SignedPreKeyRecord> {
        if u32::from(id) != Self::ID {
            return Err(SignalProtocolError::InvalidSignedPreKeyId);
        }
        let created = Timestamp::from_epoch_millis(0);
        Ok(SignedPreKeyRecord::new(id, created, &self.pair, &self.signature))
    }

    async fn save_signed_pre_key(
        &mut self,
        _: SignedPreKeyId,
        _: &SignedPreKeyRecord,
    ) -> Result<()> {
        Ok(())
    }
}

/// Sender keys of groups, the phone's own and those of others.
#[derive(Default)]
pub(crate) struct SenderKeys(HashMap<String, SenderKeyRecord>);

impl SenderKeys {
    pub(crate) fn forget(&mut self, name: &SenderKeyName) {
        self.0.remove(name.cache_key());
    }
}

#[async_trait]
impl SenderKeyStore for SenderKeys {
    async fn store_sender_key(
        &mut self,
        name: &SenderKeyName,
        record: SenderKeyRecord,
    ) -> Result<()> {
        self.0.insert(name.cache_key().to_owned(), record);
        Ok(())
    }

    async fn load_sender_key(&self, name: &SenderKeyName) -> Result<Option<SenderKeyRecord>> {
        Ok(self.0.get(name.cache_key()).cloned())
    }
}
