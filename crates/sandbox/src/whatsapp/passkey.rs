//! Accounts that are protected with a passkey: a new link needs a signature of it, and a code that the
//! person compares.

use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::RngExt as _;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _,
    UnparsedPublicKey,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use wacore::shortcake::ShortcakeUtils;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};
use wacore_libsignal::crypto::aes_256_gcm_decrypt;
use wacore_libsignal::protocol::KeyPair;
use waproto::buffa::Message as _;
use waproto::whatsapp as wa;

use super::account::Account;
use super::hub::Hub;
use super::link::Link;
use super::node::{bytes, child_bytes, error, now_secs, result, server_id};
use super::pairing::link_device;
use super::phone::Phone;

const RP_ID: &str = "web.whatsapp.com";
const ORIGIN: &str = "https://web.whatsapp.com";
/// User present and verified.
const FLAGS: u8 = 0x05;
/// The network's own way: an answer reaches the client before what follows it.
const TRANSIT: Duration = Duration::from_millis(100);

/// A passkey of an account, as its authenticator has it.
#[derive(Clone)]
pub struct Passkey {
    credential_id: Vec<u8>,
    key: Arc<EcdsaKeyPair>,
}

impl std::fmt::Debug for Passkey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passkey")
    }
}

impl Passkey {
    fn generate() -> anyhow::Result<Self> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random)
            .map_err(|_| anyhow::anyhow!("no key could be generated"))?;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random)
            .map_err(|_| anyhow::anyhow!("the key cannot be read"))?;
        let credential_id: [u8; 16] = rand::rng().random();
        Ok(Self { credential_id: credential_id.to_vec(), key: Arc::new(key) })
    }

    /// Signs the challenge of these options, as a browser on WhatsApp's page would.
    pub fn sign(&self, options: &Value) -> anyhow::Result<Value> {
        let challenge = options["challenge"].as_str().context("the options have a challenge")?;
        let client_data = json!({
            "type": "webauthn.get", "challenge": challenge, "origin": ORIGIN, "crossOrigin": false,
        })
        .to_string();
        let data = [&Sha256::digest(RP_ID)[..], &[FLAGS], &[0; 4]].concat();
        let signed = [&data[..], &Sha256::digest(&client_data)[..]].concat();
        let signature = self
            .key
            .sign(&SystemRandom::new(), &signed)
            .map_err(|_| anyhow::anyhow!("the challenge could not be signed"))?;
        let id = BASE64_URL_SAFE_NO_PAD.encode(&self.credential_id);
        Ok(json!({
            "id": id, "rawId": id, "type": "public-key",
            "response": {
                "clientDataJSON": BASE64_URL_SAFE_NO_PAD.encode(client_data),
                "authenticatorData": BASE64_URL_SAFE_NO_PAD.encode(data),
                "signature": BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()),
                "userHandle": null,
            },
        }))
    }

    fn options(&self, challenge: &str) -> String {
        let id = BASE64_URL_SAFE_NO_PAD.encode(&self.credential_id);
        json!({
            "challenge": challenge, "rpId": RP_ID, "timeout": 60_000, "userVerification": "required",
            "allowCredentials": [{ "type": "public-key", "id": id }],
        })
        .to_string()
    }

    /// Verifies an assertion as a relying party does.
    fn verify(&self, challenge: &str, credential: &[u8], assertion: &[u8]) -> anyhow::Result<()> {
        ensure!(credential == self.credential_id, "another passkey");
        let assertion: Value = serde_json::from_slice(assertion)?;
        let part = |name: &str| {
            let text = assertion["response"][name].as_str().context("a part is missing")?;
            BASE64_URL_SAFE_NO_PAD.decode(text).context("a part is not base64url")
        };
        let (client_data, data) = (part("clientDataJSON")?, part("authenticatorData")?);
        let client: Value = serde_json::from_slice(&client_data)?;
        ensure!(client["type"] == "webauthn.get", "not an assertion");
        ensure!(client["challenge"] == challenge, "another challenge");
        ensure!(client["origin"] == ORIGIN, "another page");
        ensure!(data.len() >= 37 && data[..32] == Sha256::digest(RP_ID)[..], "another party");
        ensure!(data[32] & FLAGS == FLAGS, "the person was not verified");
        let signed = [&data[..], &Sha256::digest(&client_data)[..]].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, self.key.public_key().as_ref())
            .verify(&signed, &part("signature")?)
            .map_err(|_| anyhow::anyhow!("the signature does not verify"))
    }
}

/// A link that waits for a passkey.
pub(crate) struct Ceremony {
    link: Weak<Link>,
    account: Arc<Account>,
    passkey: Passkey,
    challenge: String,
    pairing_ref: String,
    primary: KeyPair,
    nonce: [u8; 32],
    /// The companion's ephemeral identity, and its commitment to it.
    prologue: Option<(Vec<u8>, Vec<u8>)>,
    revealed: bool,
}

impl Phone {
    /// Protects the account with a passkey: every new link needs it from now on.
    pub fn protect_with_passkey(&self) -> anyhow::Result<Passkey> {
        let passkey = Passkey::generate()?;
        *self.account.passkey.lock() = Some(passkey.clone());
        Ok(passkey)
    }

    /// The passkey that protects the account.
    pub fn passkey(&self) -> Option<Passkey> {
        self.account.passkey.lock().clone()
    }

    /// No one signs in time: the network ends the connections of the links that wait for the passkey.
    /// Returns how many.
    pub fn expire_passkey(&self) -> usize {
        let mut expired = 0;
        self.hub.pairing.ceremonies.lock().retain(|_, ceremony| {
            if !Arc::ptr_eq(&ceremony.account, &self.account) {
                return true;
            }
            if let Some(link) = ceremony.link.upgrade() {
                expired += 1;
                link.drop_now();
            }
            false
        });
        *self.account.passkey_code.lock() = None;
        expired
    }

    /// The code that the phone shows for the person to compare, `XXXX-XXXX`.
    pub fn passkey_code(&self) -> Option<String> {
        self.account.passkey_code.lock().clone()
    }

    /// The person answers that the code is another one: the confirmation of the other side is refused.
    pub fn decline_passkey_code(&self) {
        *self.account.passkey_code.lock() = None;
    }
}

/// A phone of a protected account scanned a code: the client must sign first.
pub(crate) fn request(hub: &Hub, account: &Arc<Account>, link: &Arc<Link>, passkey: Passkey) {
    let challenge: [u8; 32] = rand::rng().random();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(challenge);
    let options = passkey.options(&challenge);
    *account.passkey_code.lock() = None;
    let ceremony = Ceremony {
        link: Arc::downgrade(link),
        account: Arc::clone(account),
        passkey,
        challenge,
        pairing_ref: server_id(),
        primary: KeyPair::generate(&mut rand::rng()),
        nonce: rand::rng().random(),
        prologue: None,
        revealed: false,
    };
    hub.pairing.ceremonies.lock().insert(link.number, ceremony);
    let options = NodeBuilder::new("passkey_request_options").bytes(options.into_bytes()).build();
    link.send(notification("passkey_prologue_request", options));
}

fn notification(kind: &'static str, child: Node) -> Node {
    NodeBuilder::new("notification")
        .attr("from", SERVER_JID)
        .attr("type", kind)
        .attr("id", server_id())
        .attr("t", now_secs())
        .children([child])
        .build()
}

/// Answers the requests of a link with a passkey; `None` for other requests.
pub(crate) fn answer(hub: &Arc<Hub>, link: &Arc<Link>, id: &str, iq: &Node) -> Option<Node> {
    let topic = iq.children().and_then(<[Node]>::first)?;
    let mut ceremonies = hub.pairing.ceremonies.lock();
    let ceremony = ceremonies.get_mut(&link.number)?;
    let done = match &*topic.tag {
        "ref" => {
            let text = ceremony.pairing_ref.clone().into_bytes();
            return Some(result(id, vec![NodeBuilder::new("ref").bytes(text).build()]));
        }
        "passkey_prologue" => ceremony.open(hub, topic),
        "companion_nonce" => ceremony.reveal(topic),
        "encrypted_pairing_request" => ceremony.finish(hub, topic),
        _ => return None,
    };
    Some(match done {
        Ok(()) => result(id, Vec::new()),
        Err(reason) => {
            tracing::debug!(%reason, "a link with a passkey is refused");
            error(id, 401, "not-authorized")
        }
    })
}

impl Ceremony {
    fn open(&mut self, hub: &Arc<Hub>, prologue: &Node) -> anyhow::Result<()> {
        let part =
            |tag: &str| child_bytes(prologue, tag).context("a part of the prologue is missing");
        let (credential, assertion) = (part("credential_id")?, part("webauthn_assertion")?);
        self.passkey.verify(&self.challenge, &credential, &assertion)?;
        let payload = wa::ProloguePayload::decode_from_slice(&part("prologue_payload")?)?;
        let commitment = payload.commitment.as_option().and_then(|one| one.hash.clone());
        let identity = payload.companion_ephemeral_identity;
        self.prologue = identity.zip(commitment);
        ensure!(self.prologue.is_some(), "the prologue has no identity");
        let primary = wa::PrimaryEphemeralIdentity {
            public_key: Some(self.primary.public_key.public_key_bytes().to_vec()),
            nonce: Some(self.nonce.to_vec()),
        };
        let primary = NodeBuilder::new("primary_ephemeral_identity").bytes(primary.encode_to_vec());
        let continuation = notification("crsc_continuation", primary.build());
        let link = self.link.clone();
        hub.tasks.spawn(async move {
            tokio::time::sleep(TRANSIT).await;
            if let Some(link) = link.upgrade() {
                link.send(continuation);
            }
        });
        Ok(())
    }

    /// The companion reveals its nonce; the phone shows the code.
    fn reveal(&mut self, topic: &Node) -> anyhow::Result<()> {
        let (identity, commitment) = self.prologue.as_ref().context("no prologue yet")?;
        let nonce: [u8; 32] =
            bytes(topic).and_then(|nonce| nonce.try_into().ok()).context("a nonce of 32 bytes")?;
        let expected = ShortcakeUtils::commitment_hash(identity, &nonce);
        ensure!(commitment.as_slice() == expected, "the nonce is not the committed one");
        let public: [u8; 32] = self.primary.public_key.public_key_bytes().try_into()?;
        let code = ShortcakeUtils::derive_verification_code(&nonce, &public, &self.nonce);
        *self.account.passkey_code.lock() = Some(format!("{}-{}", &code[..4], &code[4..]));
        self.revealed = true;
        Ok(())
    }

    /// The companion's keys, which the phone then signs.
    fn finish(&self, hub: &Arc<Hub>, topic: &Node) -> anyhow::Result<()> {
        ensure!(self.revealed, "the code was not compared");
        ensure!(self.account.passkey_code.lock().is_some(), "the person declined the code");
        let request = self.decrypt(&bytes(topic).context("no request")?)?;
        let identity = request.companion_identity_key.unwrap_or_default();
        let identity: [u8; 32] = identity.try_into().ok().context("a key of 32 bytes")?;
        let secret = request.adv_secret.context("no secret")?;
        let link = self.link.upgrade().context("the client disconnected")?;
        let key = request.companion_public_key.unwrap_or_default();
        ensure!(key == link.client_key, "the request names another client");
        let (inner, account) = (Arc::clone(hub), Arc::clone(&self.account));
        hub.tasks.spawn(async move {
            tokio::time::sleep(TRANSIT).await;
            let linked = link_device(&inner, &account, &link, &identity, &secret).await;
            if let Err(error) = linked {
                tracing::warn!(%error, "a link with a passkey failed");
            }
        });
        Ok(())
    }

    fn decrypt(&self, sealed: &[u8]) -> anyhow::Result<wa::PairingRequest> {
        let (identity, _) = self.prologue.as_ref().context("no prologue yet")?;
        let identity = wa::CompanionEphemeralIdentity::decode_from_slice(identity)?;
        ensure!(identity.r#ref.as_deref() == Some(&*self.pairing_ref), "another reference");
        let public = identity.public_key.unwrap_or_default();
        let public: [u8; 32] = public.try_into().ok().context("a key of 32 bytes")?;
        let platform = identity.device_type.context("no platform")?;
        let key = ShortcakeUtils::derive_encryption_key(
            &self.primary,
            &public,
            platform,
            &self.pairing_ref,
        )?;
        let sealed = wa::EncryptedPairingRequest::decode_from_slice(sealed)?;
        let iv = sealed.iv.unwrap_or_default();
        let iv: [u8; 12] = iv.try_into().ok().context("an iv of twelve bytes")?;
        let mut plain = Vec::new();
        aes_256_gcm_decrypt(
            &key,
            &iv,
            b"",
            &sealed.encrypted_payload.unwrap_or_default(),
            &mut plain,
        )?;
        Ok(wa::PairingRequest::decode_from_slice(&plain)?)
    }
}
