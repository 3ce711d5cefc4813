//! Key bundles that devices upload to the server.

use std::collections::VecDeque;

use anyhow::Context as _;
use wacore::iq::prekeys::{OneTimePreKeyNode, PreKeyBundleUserNode, SignedPreKeyNode};
use wacore::prekeys::compute_key_bundle_digest;
use wacore::protocol::ProtocolNode as _;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use wacore_libsignal::protocol::{DeviceId, IdentityKey, PreKeyBundle, PublicKey, SignedPreKeyId};
use waproto::whatsapp::client_payload::DevicePairingRegistrationData;

use super::node::{child_bytes, child_uint};

/// A signed prekey as uploaded.
#[derive(Clone)]
pub(crate) struct SignedKey {
    pub(crate) id: u32,
    pub(crate) public: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl SignedKey {
    /// Reads a `<skey>`.
    pub(crate) fn parse(node: &Node) -> anyhow::Result<Self> {
        Ok(Self {
            id: child_uint(node, "id").context("the signed key has no id")?,
            public: child_bytes(node, "value").context("the signed key has no value")?,
            signature: child_bytes(node, "signature").context("the signed key is not signed")?,
        })
    }

    fn node(&self) -> SignedPreKeyNode {
        SignedPreKeyNode::new(self.id, self.public.clone(), self.signature.clone())
    }
}

/// Everything another device needs to start a session with the owner.
#[derive(Clone)]
pub(crate) struct KeyBundle {
    pub(crate) registration_id: u32,
    pub(crate) identity: [u8; 32],
    pub(crate) signed: SignedKey,
    pub(crate) one_time: VecDeque<(u32, Vec<u8>)>,
    /// The owner was notified that its one-time keys run low.
    pub(crate) low_announced: bool,
}

impl KeyBundle {
    /// The keys of a client's first hello.
    pub(crate) fn from_registration(data: &DevicePairingRegistrationData) -> anyhow::Result<Self> {
        let uint = |raw: &[u8]| raw.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte));
        let identity = data.e_ident.as_deref().context("the registration has no identity")?;
        Ok(Self {
            registration_id: uint(data.e_regid.as_deref().context("no registration id")?),
            identity: identity.try_into().context("an identity must have 32 bytes")?,
            signed: SignedKey {
                id: uint(data.e_skey_id.as_deref().context("no signed key id")?),
                public: data.e_skey_val.clone().context("no signed key")?,
                signature: data.e_skey_sig.clone().context("the signed key is not signed")?,
            },
            one_time: VecDeque::new(),
            low_announced: false,
        })
    }

    /// Applies an `encrypt set` upload.
    pub(crate) fn upload(&mut self, iq: &Node) -> anyhow::Result<()> {
        if let Some(id) = child_uint(iq, "registration") {
            self.registration_id = id;
        }
        if let Some(identity) = child_bytes(iq, "identity") {
            self.identity = identity.try_into().ok().context("an identity must have 32 bytes")?;
        }
        if let Some(signed) = iq.get_optional_child("skey") {
            self.signed = SignedKey::parse(signed)?;
        }
        let list = iq.get_optional_child("list").and_then(Node::children).unwrap_or_default();
        for key in list {
            let id = child_uint(key, "id").context("a one-time key has no id")?;
            let value = child_bytes(key, "value").context("a one-time key has no value")?;
            self.one_time.retain(|(known, _)| *known != id);
            self.one_time.push_back((id, value));
        }
        self.low_announced = false;
        Ok(())
    }

    /// Answer to `encrypt get digest`.
    pub(crate) fn digest(&self) -> Node {
        let publics: Vec<&[u8]> = self.one_time.iter().map(|(_, key)| key.as_slice()).collect();
        let hash = compute_key_bundle_digest(
            &self.identity,
            &self.signed.public,
            &self.signed.signature,
            &publics,
        );
        let ids = self
            .one_time
            .iter()
            .map(|(id, _)| NodeBuilder::new("id").bytes(id.to_be_bytes()[1..].to_vec()).build());
        NodeBuilder::new("digest")
            .children([
                NodeBuilder::new("registration")
                    .bytes(self.registration_id.to_be_bytes().to_vec())
                    .build(),
                NodeBuilder::new("type").bytes(vec![5]).build(),
                NodeBuilder::new("identity").bytes(self.identity.to_vec()).build(),
                self.signed.node().into_node(),
                NodeBuilder::new("list").children(ids).build(),
                NodeBuilder::new("hash").bytes(hash).build(),
            ])
            .build()
    }

    /// `<user>` of a key fetch; consumes a one-time key.
    pub(crate) fn fetch(&mut self, jid: Jid, device_identity: Option<Vec<u8>>) -> Node {
        let one_time = self.one_time.pop_front();
        PreKeyBundleUserNode {
            jid,
            registration_id: self.registration_id,
            identity_key: self.identity.to_vec(),
            signed_pre_key: self.signed.node(),
            one_time_pre_key: one_time.map(|(id, key)| OneTimePreKeyNode::new(id, key)),
            device_identity,
        }
        .into_node()
    }

    /// The same for a virtual phone, as a Signal bundle.
    pub(crate) fn fetch_bundle(&mut self) -> anyhow::Result<PreKeyBundle> {
        let one_time = match self.one_time.pop_front() {
            Some((id, key)) => Some((id.into(), PublicKey::from_djb_public_key_bytes(&key)?)),
            None => None,
        };
        Ok(PreKeyBundle::new(
            self.registration_id,
            DeviceId::new(0),
            one_time,
            SignedPreKeyId::from(self.signed.id),
            PublicKey::from_djb_public_key_bytes(&self.signed.public)?,
            self.signed.signature.clone(),
            IdentityKey::new(PublicKey::from_djb_public_key_bytes(&self.identity)?),
        )?)
    }
}

/// Reads the `<keys>` of a retry receipt.
pub(crate) fn bundle_from_retry(keys: &Node, registration_id: u32) -> anyhow::Result<PreKeyBundle> {
    let identity = child_bytes(keys, "identity").context("the keys have no identity")?;
    let signed = keys.get_optional_child("skey").context("the keys have no signed key")?;
    let mut bundle = KeyBundle {
        registration_id,
        identity: identity.try_into().ok().context("an identity must have 32 bytes")?,
        signed: SignedKey::parse(signed)?,
        one_time: VecDeque::new(),
        low_announced: false,
    };
    if let Some(key) = keys.get_optional_child("key")
        && let (Some(id), Some(value)) = (child_uint(key, "id"), child_bytes(key, "value"))
    {
        bundle.one_time.push_back((id, value));
    }
    bundle.fetch_bundle()
}
