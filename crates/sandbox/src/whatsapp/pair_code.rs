//! Linking by a code that the person types on the phone.

use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tokio::sync::oneshot;
use wacore::crypto::hkdf_sha256_into;
use wacore::pair_code::PairCodeUtils;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};
use wacore_libsignal::crypto::aes_256_gcm_decrypt;
use wacore_libsignal::protocol::{KeyPair, PublicKey};

use super::account::{Account, digits};
use super::hub::Hub;
use super::link::Link;
use super::node::{attr, child_bytes, error, now_secs, result, server_id};
use super::pairing::link_device;

const FINISH_LIMIT: Duration = Duration::from_secs(30);
const BUNDLE_INFO: &[u8] = b"link_code_pairing_key_bundle_encryption_key";

/// A client that shows a code for a number.
pub(crate) struct CodeRequest {
    pub(crate) link: Weak<Link>,
    pairing_ref: Vec<u8>,
    wrapped_ephemeral: Vec<u8>,
    finish: Option<oneshot::Sender<Finish>>,
}

/// The client's message after the phone has answered the code.
struct Finish {
    wrapped_bundle: Vec<u8>,
    identity: [u8; 32],
}

/// Answers both stages of `link_code_companion_reg`.
pub(crate) fn answer(hub: &Hub, link: &Arc<Link>, id: &str, request: &Node) -> Node {
    let number = attr(request, "jid").map(|jid| digits(&jid)).unwrap_or_default();
    match attr(request, "stage").as_deref() {
        Some("companion_hello") => companion_hello(hub, link, id, &number, request),
        Some("companion_finish") => companion_finish(hub, id, &number, request),
        _ => error(id, 400, "bad-request"),
    }
}

fn companion_hello(hub: &Hub, link: &Arc<Link>, id: &str, number: &str, request: &Node) -> Node {
    let wrapped = child_bytes(request, "link_code_pairing_wrapped_companion_ephemeral_pub");
    let Some(wrapped_ephemeral) = wrapped.filter(|wrapped| wrapped.len() == 80) else {
        return error(id, 400, "bad-request");
    };
    if hub.directory.by_number(number).is_none() {
        return error(id, 400, "bad-request");
    }
    let pairing_ref = server_id().into_bytes();
    let entry = CodeRequest {
        link: Arc::downgrade(link),
        pairing_ref: pairing_ref.clone(),
        wrapped_ephemeral,
        finish: None,
    };
    hub.pairing.codes.lock().insert(number.to_owned(), entry);
    let pairing_ref = NodeBuilder::new("link_code_pairing_ref").bytes(pairing_ref).build();
    let reply = NodeBuilder::new("link_code_companion_reg")
        .attr("stage", "companion_hello")
        .children([pairing_ref]);
    result(id, vec![reply.build()])
}

fn companion_finish(hub: &Hub, id: &str, number: &str, request: &Node) -> Node {
    let bundle = child_bytes(request, "link_code_pairing_wrapped_key_bundle");
    let identity = child_bytes(request, "companion_identity_public");
    let pairing_ref = child_bytes(request, "link_code_pairing_ref");
    let identity = identity.and_then(|identity| identity.try_into().ok());
    let (Some(wrapped_bundle), Some(identity)) = (bundle, identity) else {
        return error(id, 400, "bad-request");
    };
    let mut codes = hub.pairing.codes.lock();
    let entry =
        codes.get_mut(number).filter(|entry| Some(&entry.pairing_ref) == pairing_ref.as_ref());
    match entry.and_then(|entry| entry.finish.take()) {
        Some(finish) => {
            let _ = finish.send(Finish { wrapped_bundle, identity });
            result(id, Vec::new())
        }
        None => error(id, 400, "bad-request"),
    }
}

/// Processes a code that is typed into a phone.
pub(crate) async fn enter(
    hub: &Arc<Hub>,
    account: &Arc<Account>,
    code: &str,
) -> anyhow::Result<()> {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let code = code.to_ascii_uppercase();
    ensure!(PairCodeUtils::validate_code(&code), "a code has eight letters and digits");
    let (finish, finished) = oneshot::channel();
    let (link, pairing_ref, wrapped) = {
        let mut codes = hub.pairing.codes.lock();
        let entry =
            codes.get_mut(&account.number).context("no client requests a code for this number")?;
        let link = entry.link.upgrade().context("the client disconnected")?;
        entry.finish = Some(finish);
        (link, entry.pairing_ref.clone(), entry.wrapped_ephemeral.clone())
    };

    // Two derivations of 131,072 rounds each: too long for an async worker.
    let ephemeral = KeyPair::generate(&mut rand::rng());
    let public: [u8; 32] = ephemeral.public_key.public_key_bytes().try_into()?;
    let unwrap = tokio::task::spawn_blocking(move || {
        let companion = PairCodeUtils::decrypt_primary_ephemeral_pub(&wrapped, &code);
        companion.map(|companion| (companion, PairCodeUtils::encrypt_ephemeral_pub(&public, &code)))
    });
    let (companion_ephemeral, wrapped_own) = unwrap.await??;
    link.send(primary_hello(account, pairing_ref, wrapped_own.to_vec()));

    let finish = tokio::time::timeout(FINISH_LIMIT, finished)
        .await
        .context("the client did not finish; is the code right?")??;
    let shared = ephemeral
        .private_key
        .calculate_agreement(&PublicKey::from_djb_public_key_bytes(&companion_ephemeral)?)?;
    let random = open_bundle(&finish, &shared, account)
        .context("the key bundle does not open: the code is wrong")?;
    let identity_shared = account
        .phone
        .identity()
        .private_key()
        .calculate_agreement(&PublicKey::from_djb_public_key_bytes(&finish.identity)?)?;
    let mut secret = [0_u8; 32];
    let material = [shared.as_slice(), &identity_shared, &random].concat();
    hkdf_sha256_into(&material, None, b"adv_secret", &mut secret)
        .map_err(|_| anyhow::anyhow!("the linking secret could not be derived"))?;
    link_device(hub, account, &link, &finish.identity, &secret).await
}

fn primary_hello(account: &Account, pairing_ref: Vec<u8>, wrapped: Vec<u8>) -> Node {
    let identity = account.phone.identity().public_key().public_key_bytes().to_vec();
    let hello =
        NodeBuilder::new("link_code_companion_reg").attr("stage", "primary_hello").children([
            NodeBuilder::new("link_code_pairing_wrapped_primary_ephemeral_pub")
                .bytes(wrapped)
                .build(),
            NodeBuilder::new("primary_identity_pub").bytes(identity).build(),
            NodeBuilder::new("link_code_pairing_ref").bytes(pairing_ref).build(),
        ]);
    NodeBuilder::new("notification")
        .attr("from", SERVER_JID)
        .attr("type", "link_code_companion_reg")
        .attr("id", server_id())
        .attr("t", now_secs())
        .children([hello.build()])
        .build()
}

/// Opens the companion's key bundle; returns the random part of the secret.
fn open_bundle(finish: &Finish, shared: &[u8], account: &Account) -> anyhow::Result<Vec<u8>> {
    let wrapped = &finish.wrapped_bundle;
    ensure!(wrapped.len() == 32 + 12 + 112, "a key bundle has 156 bytes");
    let (salt, rest) = wrapped.split_at(32);
    let (iv, sealed) = rest.split_at(12);
    let mut key = [0_u8; 32];
    hkdf_sha256_into(shared, Some(salt), BUNDLE_INFO, &mut key)
        .map_err(|_| anyhow::anyhow!("the bundle key could not be derived"))?;
    let iv: [u8; 12] = iv.try_into().context("an iv has twelve bytes")?;
    let mut bundle = Vec::with_capacity(96);
    aes_256_gcm_decrypt(&key, &iv, b"", sealed, &mut bundle)?;
    ensure!(bundle[..32] == finish.identity, "the bundle names another companion");
    let own = account.phone.identity().public_key().public_key_bytes();
    ensure!(bundle[32..64] == *own, "the bundle names another phone");
    Ok(bundle[64..].to_vec())
}
