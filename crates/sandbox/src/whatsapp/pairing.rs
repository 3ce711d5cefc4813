//! Linking a device: the phone signs the companion's keys.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use wacore::adv::{AdvValidation, validate_adv_with_identity_key};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt as _, Node, SERVER_JID};
use waproto::buffa::Message as _;
use waproto::whatsapp::ClientPairingProps;

use super::account::{Account, Companion};
use super::adv::{DeviceStatement, device_identity};
use super::device_list;
use super::faults::StreamFault;
use super::hub::Hub;
use super::link::{Link, Outgoing, Peer};
use super::mailbox::Mailbox;
use super::node::{attr, child_bytes, now_secs, server_id};
use super::options::Addressing;
use super::pair_code::CodeRequest;
use super::passkey::{self, Ceremony};
use super::sync::Lock;

const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// Clients that wait to be linked.
#[derive(Default)]
pub(crate) struct PairingDesk {
    refs: Lock<HashMap<String, Weak<Link>>>,
    pub(crate) codes: Lock<HashMap<String, CodeRequest>>,
    /// Links that wait for a passkey, by the number of their connection.
    pub(crate) ceremonies: Lock<HashMap<u64, Ceremony>>,
}

impl PairingDesk {
    pub(crate) fn offer(&self, link: &Arc<Link>, refs: &[String]) {
        let mut known = self.refs.lock();
        known.extend(refs.iter().map(|one| (one.clone(), Arc::downgrade(link))));
    }

    fn find(&self, pairing_ref: &str) -> Option<Arc<Link>> {
        self.refs.lock().get(pairing_ref).and_then(Weak::upgrade)
    }

    /// Removes what a connection offered.
    pub(crate) fn withdraw(&self, link: &Arc<Link>) {
        let gone =
            |other: &Weak<Link>| other.upgrade().is_none_or(|other| Arc::ptr_eq(&other, link));
        self.refs.lock().retain(|_, other| !gone(other));
        self.codes.lock().retain(|_, request| !gone(&request.link));
        self.ceremonies.lock().remove(&link.number);
    }
}

/// The contents of a QR code.
struct Qr {
    pairing_ref: String,
    client_key: [u8; 32],
    identity: [u8; 32],
    secret: Vec<u8>,
}

/// Reads a QR text: `ref,noise,identity,secret[,client type]`, perhaps behind a link.
fn parse_qr(text: &str) -> anyhow::Result<Qr> {
    let body = text.rsplit_once('#').map_or(text, |(_, body)| body);
    let fields: Vec<&str> = body.split(',').collect();
    let [pairing_ref, client_key, identity, secret, ..] = fields.as_slice() else {
        bail!("a QR text has at least four fields, this one has {}", fields.len());
    };
    let key = |field: &str| -> anyhow::Result<[u8; 32]> {
        let bytes = BASE64_STANDARD.decode(field).context("a key is not base64")?;
        bytes.try_into().ok().context("a key must have 32 bytes")
    };
    Ok(Qr {
        pairing_ref: (*pairing_ref).to_owned(),
        client_key: key(client_key)?,
        identity: key(identity)?,
        secret: BASE64_STANDARD.decode(secret).context("the secret is not base64")?,
    })
}

/// Processes a QR code that a phone scans. The link of an account with a passkey goes on without it.
pub(crate) async fn scan(hub: &Arc<Hub>, account: &Arc<Account>, text: &str) -> anyhow::Result<()> {
    let qr = parse_qr(text)?;
    let link =
        hub.pairing.find(&qr.pairing_ref).context("no client shows this QR code any more")?;
    ensure!(link.client_key == qr.client_key, "the QR code belongs to another connection");
    let passkey = account.passkey.lock().clone();
    if let Some(passkey) = passkey {
        passkey::request(hub, account, &link, passkey);
        return Ok(());
    }
    link_device(hub, account, &link, &qr.identity, &qr.secret).await
}

/// Links the client behind a connection to the account.
pub(crate) async fn link_device(
    hub: &Arc<Hub>,
    account: &Arc<Account>,
    link: &Arc<Link>,
    identity: &[u8; 32],
    secret: &[u8],
) -> anyhow::Result<()> {
    let Peer::Candidate(keys) = link.peer() else { bail!("the client is linked already") };
    ensure!(&keys.identity == identity, "the client registered with another identity key");
    let device = account.new_device_id();
    let key_index = u32::from(device);
    let statement = DeviceStatement {
        raw_id: account.raw_id,
        timestamp: now_secs(),
        key_index,
        device_key: identity,
        secret,
    };
    let container = device_identity(account.phone.identity(), &statement)?;
    let id = server_id();
    let success = pair_success(account, device, &id, container);
    let answer = link.request(&id, success, ANSWER_LIMIT).await?;
    ensure!(attr(&answer, "type").as_deref() == Some("result"), "the client refused: {answer:?}");
    let signed = answer
        .get_optional_child("pair-device-sign")
        .and_then(|sign| child_bytes(sign, "device-identity"))
        .context("the client did not sign its identity")?;
    let account_key: [u8; 32] =
        account.phone.identity().public_key().public_key_bytes().try_into()?;
    let validation = validate_adv_with_identity_key(&signed, identity, Some(&account_key));
    ensure!(
        validation == AdvValidation::Valid,
        "the client's signature does not verify: {validation:?}"
    );

    let companion = Arc::new(Companion {
        label: link.label.lock().clone(),
        number: account.number.clone(),
        lid: account.lid.clone(),
        device,
        key_index,
        client_key: link.client_key,
        identity: signed,
        keys: Lock::new((*keys).clone()),
        mailbox: Mailbox::default(),
        faults: super::faults::DeviceFaults::default(),
        limits: super::limits::Limits::default(),
        synced: AtomicBool::new(false),
        available: AtomicBool::new(false),
        push_name: Lock::default(),
        link: Lock::default(),
    });
    account.companions.lock().insert(device, Arc::clone(&companion));
    hub.stats.pairings.increase();
    hub.pairing.withdraw(link);
    device_list::announce_addition(account, &companion)?;
    if hub.restart_after_pairing.load(Ordering::Relaxed) {
        link.order(Outgoing::Last(StreamFault::Restart.node()));
    }
    Ok(())
}

fn pair_success(account: &Account, device: u16, id: &str, container: Vec<u8>) -> Node {
    let props = ClientPairingProps {
        is_chat_db_lid_migrated: Some(account.addressing() == Addressing::Lid),
        ..Default::default()
    };
    let success = NodeBuilder::new("pair-success").children([
        NodeBuilder::new("device-identity").bytes(container).build(),
        NodeBuilder::new("device")
            .attr("jid", Jid::pn_device(account.number.as_str(), device))
            .attr("lid", Jid::lid_device(account.lid.as_str(), device))
            .build(),
        NodeBuilder::new("platform").attr("name", "android").build(),
        NodeBuilder::new("client-props").bytes(props.encode_to_vec()).build(),
    ]);
    NodeBuilder::new("iq")
        .attr("from", SERVER_JID)
        .attr("type", "set")
        .attr("id", id)
        .attr("t", now_secs())
        .children([success.build()])
        .build()
}

/// Answers a companion that removes a device, usually itself.
pub(crate) fn remove_device(hub: &Arc<Hub>, companion: &Arc<Companion>, request: &Node) -> bool {
    let jid = request.attrs.get("jid").and_then(wacore_binary::NodeValue::to_jid);
    let device = jid.map_or(companion.device, |jid| jid.device());
    let account = hub.directory.by_number(&companion.number);
    let Some(target) = account.and_then(|account| account.companion(device)) else { return false };
    let hub = Arc::clone(hub);
    let tasks = hub.tasks.clone();
    tasks.spawn(async move {
        // The answer to the request must reach the client before its stream ends.
        tokio::time::sleep(Duration::from_millis(20)).await;
        hub.remove_companion(&target);
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_text_may_have_four_or_five_fields_and_a_link_in_front() {
        let key = BASE64_STANDARD.encode([7_u8; 32]);
        let four = format!("2@abc,{key},{key},{key}");
        for text in [four.clone(), format!("{four},1"), format!("https://wa.me/x#{four},1")] {
            let qr = parse_qr(&text).unwrap();
            assert_eq!(qr.pairing_ref, "2@abc");
            assert_eq!(qr.identity, [7; 32]);
        }
        assert!(parse_qr("2@abc,one,two").is_err());
    }
}
