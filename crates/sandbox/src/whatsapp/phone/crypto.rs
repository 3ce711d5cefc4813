//! End-to-end encryption of one phone.

use std::collections::{HashMap, HashSet};

use anyhow::Context as _;
use rand::rngs::StdRng;
use wacore::messages::MessageUtils;
use wacore::send::extract_ciphertext;
use wacore::types::jid::JidExt as _;
use wacore_libsignal::protocol::{
    CiphertextMessage, PreKeyBundle, PreKeySignalMessage, ProtocolAddress,
    SenderKeyDistributionMessage, SenderKeyName, SignalMessage, UsePQRatchet,
    create_sender_key_distribution_message, group_decrypt, group_encrypt, message_decrypt,
    message_encrypt, process_prekey_bundle, process_sender_key_distribution_message,
};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;

use crate::whatsapp::account::DeviceRef;
use crate::whatsapp::adv::fresh_rng;
use crate::whatsapp::groups::Group;
use crate::whatsapp::hub::Hub;
use crate::whatsapp::iq::announce_low;
use crate::whatsapp::relay::Part;
use crate::whatsapp::signal_store::{Identities, PreKeys, SenderKeys, Sessions, SignedKeys};

/// Sessions and sender keys of one phone.
pub(crate) struct Signal {
    identities: Identities,
    sessions: Sessions,
    prekeys: PreKeys,
    signed: SignedKeys,
    sender_keys: SenderKeys,
    distributed: HashMap<String, Distribution>,
    rng: StdRng,
}

/// Which devices have the phone's sender key of a group.
#[derive(Default)]
struct Distribution {
    version: u64,
    devices: HashSet<(String, u16)>,
}

fn address(device: &DeviceRef) -> ProtocolAddress {
    device.pn().to_protocol_address()
}

fn sender_key_name(group: &str, sender: &DeviceRef) -> SenderKeyName {
    SenderKeyName::from_parts(group, address(sender).as_str())
}

impl Signal {
    pub(super) fn new(identities: Identities, prekeys: PreKeys, signed: SignedKeys) -> Self {
        Self {
            identities,
            sessions: Sessions::default(),
            prekeys,
            signed,
            sender_keys: SenderKeys::default(),
            distributed: HashMap::new(),
            rng: fresh_rng(),
        }
    }

    /// Encrypts padded plaintext for one device, starting a session if need be.
    pub(super) async fn encrypt(
        &mut self,
        hub: &Hub,
        to: &DeviceRef,
        plaintext: &[u8],
    ) -> anyhow::Result<Part> {
        let address = address(to);
        if !self.sessions.has(&address) {
            let bundle = fetch_bundle(hub, to)?;
            self.start(&address, &bundle).await?;
        }
        let sealed =
            message_encrypt(plaintext, &address, &mut self.sessions, &mut self.identities).await?;
        let (kind, _, bytes) =
            extract_ciphertext(sealed).context("the encryption returned no ciphertext")?;
        Ok(Part { kind: kind.to_owned(), media: None, count: None, bytes: bytes.into_vec() })
    }

    /// Starts a fresh session with a device. The earlier ones are archived, as in every Signal
    /// client: messages that are on their way are encrypted with them.
    pub(super) async fn restart(
        &mut self,
        hub: &Hub,
        with: &DeviceRef,
        bundle: Option<PreKeyBundle>,
    ) -> anyhow::Result<()> {
        let address = address(with);
        let bundle = match bundle {
            Some(bundle) => bundle,
            None => fetch_bundle(hub, with)?,
        };
        self.start(&address, &bundle).await
    }

    async fn start(&mut self, with: &ProtocolAddress, bundle: &PreKeyBundle) -> anyhow::Result<()> {
        process_prekey_bundle(
            with,
            &mut self.sessions,
            &mut self.identities,
            bundle,
            &mut self.rng,
            UsePQRatchet::No,
        )
        .await?;
        Ok(())
    }

    /// Decrypts a `pkmsg` or `msg`.
    pub(super) async fn decrypt(
        &mut self,
        from: &DeviceRef,
        part: &Part,
    ) -> anyhow::Result<Vec<u8>> {
        let sealed = if part.kind == "pkmsg" {
            let message = PreKeySignalMessage::try_from(part.bytes.as_slice())?;
            CiphertextMessage::PreKeySignalMessage(message)
        } else {
            CiphertextMessage::SignalMessage(SignalMessage::try_from(part.bytes.as_slice())?)
        };
        let opened = message_decrypt(
            &sealed,
            &address(from),
            &mut self.sessions,
            &mut self.identities,
            &mut self.prekeys,
            &self.signed,
            &mut self.rng,
            UsePQRatchet::No,
        )
        .await?;
        if let Some(id) = opened.consumed_prekey_id {
            self.prekeys.consume(id);
        }
        Ok(opened.plaintext)
    }

    /// Decrypts a `skmsg`.
    pub(super) async fn decrypt_group(
        &mut self,
        group: &str,
        from: &DeviceRef,
        part: &Part,
    ) -> anyhow::Result<Vec<u8>> {
        let name = sender_key_name(group, from);
        Ok(group_decrypt(&part.bytes, &mut self.sender_keys, &name).await?)
    }

    /// Stores a sender key that another device distributes.
    pub(super) async fn learn_sender_key(
        &mut self,
        group: &str,
        from: &DeviceRef,
        distribution: &[u8],
    ) -> anyhow::Result<()> {
        let name = sender_key_name(group, from);
        let distribution = SenderKeyDistributionMessage::try_from(distribution)?;
        process_sender_key_distribution_message(&name, &distribution, &mut self.sender_keys)
            .await?;
        Ok(())
    }

    /// The phone's sender key of a group, as a message for a device that lacks it.
    pub(super) async fn sender_key(
        &mut self,
        group: &Group,
        own: &DeviceRef,
    ) -> anyhow::Result<wa::message::SenderKeyDistributionMessage> {
        let group_jid = group.jid().to_string();
        let name = sender_key_name(&group_jid, own);
        let known = self.distributed.entry(group_jid.clone()).or_default();
        if known.version != group.version() {
            // The members changed: former members must not be able to decrypt further messages.
            known.version = group.version();
            known.devices.clear();
            self.sender_keys.forget(&name);
        }
        let distribution =
            create_sender_key_distribution_message(&name, &mut self.sender_keys, &mut self.rng)
                .await?;
        Ok(wa::message::SenderKeyDistributionMessage {
            group_id: Some(group_jid),
            axolotl_sender_key_distribution_message: Some(distribution.serialized().to_vec()),
        })
    }

    /// Encrypts for a group: the common ciphertext, and for devices without the
    /// sender key one more that contains it.
    pub(super) async fn encrypt_group(
        &mut self,
        hub: &Hub,
        group: &Group,
        own: &DeviceRef,
        receivers: &[DeviceRef],
        plaintext: &[u8],
    ) -> anyhow::Result<Vec<Vec<Part>>> {
        let distribution = self.sender_key(group, own).await?;
        let group_jid = group.jid().to_string();
        let carrier = MessageUtils::encode_and_pad(&wa::Message {
            sender_key_distribution_message: MessageField::some(distribution),
            ..Default::default()
        });
        let mut copies = Vec::with_capacity(receivers.len());
        for receiver in receivers {
            let key = (receiver.account.number.clone(), receiver.device);
            let known = self.distributed.entry(group_jid.clone()).or_default();
            let mut parts = Vec::with_capacity(2);
            if known.devices.insert(key) {
                parts.push(self.encrypt(hub, receiver, &carrier).await?);
            }
            copies.push(parts);
        }
        let name = sender_key_name(&group_jid, own);
        let sealed = group_encrypt(&mut self.sender_keys, &name, plaintext, &mut self.rng).await?;
        let common = Part {
            kind: "skmsg".to_owned(),
            media: None,
            count: None,
            bytes: sealed.into_serialized().into_vec(),
        };
        for parts in &mut copies {
            parts.push(common.clone());
        }
        Ok(copies)
    }
}

/// Fetches the keys of a device from the server, like a real phone.
fn fetch_bundle(hub: &Hub, of: &DeviceRef) -> anyhow::Result<PreKeyBundle> {
    if of.device == 0 {
        return of.account.phone.bundle();
    }
    let companion = of.account.companion(of.device).context("the device is not linked any more")?;
    let bundle = companion.keys.lock().fetch_bundle()?;
    announce_low(hub, &companion);
    Ok(bundle)
}
