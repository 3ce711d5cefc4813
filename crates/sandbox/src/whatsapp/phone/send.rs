//! The phone's sending side.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::{Context as _, ensure};
use wacore::messages::{MessageUtils, wrap_device_sent};
use wacore::send::{media_type_from_message, stanza_type_from_message};
use wacore_binary::{Jid, JidExt as _};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;

use super::Phone;
use super::log::Sent;
use super::state::RetryRequest;
use crate::whatsapp::account::{Account, DeviceRef, digits};
use crate::whatsapp::limits::note_written;
use crate::whatsapp::node::{message_id, now_secs};
use crate::whatsapp::prekeys::bundle_from_retry;
use crate::whatsapp::relay::{Chat, Delivery, Envelope, Part, deliver, wait_for_room};

/// How often real phones send a message again.
const RESEND_LIMIT: u32 = 5;

/// How to send a message.
#[derive(Debug, Clone, Default)]
pub struct SendOptions {
    /// Id to use; `None` generates one.
    pub id: Option<String>,
    /// Kind of change that the stanza announces: `1` edit, `7` revoke.
    pub edit: Option<String>,
    /// Keep no copy: saves memory in floods, but the message cannot be sent
    /// again on request and does not appear in history.
    pub forget: bool,
}

impl Phone {
    /// Finds the chat of a number, an address or a group address.
    pub(super) fn chat(&self, to: &str) -> anyhow::Result<Chat> {
        let directory = &self.hub.directory;
        let unknown = || format!("{to} is not on this network");
        if !to.contains('@') {
            return Ok(Chat::Direct(directory.by_number(&digits(to)).with_context(unknown)?));
        }
        let jid: Jid = to.parse()?;
        if jid.is_group() {
            let group = self.hub.groups.by_jid(&jid).with_context(unknown)?;
            ensure!(group.has(&self.account), "{} is not a member of {to}", self.number());
            return Ok(Chat::Group(group));
        }
        Ok(Chat::Direct(directory.by_jid(&jid).with_context(unknown)?))
    }

    pub(super) async fn send_to(
        &self,
        chat: Chat,
        message: wa::Message,
        options: SendOptions,
    ) -> anyhow::Result<String> {
        ensure!(self.is_online(), "{} is offline", self.number());
        let id = options.id.unwrap_or_else(message_id);
        let envelope = self.envelope(&id, chat, &message, options.edit);
        let message = Arc::new(message);
        // Before the message is sent: a device may request it again at once.
        if !options.forget {
            self.state().logs.sent.lock().push(Sent {
                id: id.clone(),
                chat: envelope.chat.clone(),
                message: Arc::clone(&message),
                timestamp: envelope.timestamp,
                edit: envelope.edit.clone(),
            });
        }
        if let Chat::Direct(other) = &envelope.chat {
            note_written(&self.account, other);
        }
        let receivers = self.deliver(&envelope, &message).await?;
        self.hub.stats.messages_from_phones.increase();
        if let Chat::Direct(other) = &envelope.chat {
            self.hub.presence.subscribe(&other.number, self.number());
        }
        for receiver in &receivers {
            wait_for_room(receiver).await;
        }
        Ok(id)
    }

    fn envelope(
        &self,
        id: &str,
        chat: Chat,
        message: &wa::Message,
        edit: Option<String>,
    ) -> Arc<Envelope> {
        Arc::new(Envelope {
            id: id.to_owned(),
            kind: stanza_type_from_message(message).to_owned(),
            sender: DeviceRef::phone(&self.account),
            chat,
            timestamp: now_secs(),
            edit,
            push_name: self.account.push_name(),
        })
    }

    /// Encrypts for every recipient device and delivers the copies. Both happen
    /// under the phone's lock, so messages arrive in the order of the sends.
    async fn deliver(
        &self,
        envelope: &Arc<Envelope>,
        message: &wa::Message,
    ) -> anyhow::Result<Vec<DeviceRef>> {
        let media = media_type_from_message(message);
        let own = DeviceRef::phone(&self.account);
        let mut signal = self.state().signal.lock().await;
        let mut copies: Vec<(DeviceRef, Vec<Part>)> = Vec::new();
        match &envelope.chat {
            Chat::Direct(other) => {
                let plain = MessageUtils::encode_and_pad(message);
                if *other != self.account {
                    for receiver in devices(other) {
                        let part = signal.encrypt(&self.hub, &receiver, &plain).await?;
                        copies.push((receiver, vec![part]));
                    }
                }
                let mirrors = linked(&self.account);
                if !mirrors.is_empty() {
                    let destination = other.shown_jid().to_string();
                    let mirror = wrap_device_sent(message.clone(), destination);
                    let mirror = MessageUtils::encode_and_pad(&mirror);
                    for receiver in mirrors {
                        let part = signal.encrypt(&self.hub, &receiver, &mirror).await?;
                        copies.push((receiver, vec![part]));
                    }
                }
            }
            Chat::Group(group) => {
                let plain = MessageUtils::encode_and_pad(message);
                let receivers: Vec<DeviceRef> = group
                    .members()
                    .iter()
                    .flat_map(|account| {
                        if *account == self.account { linked(account) } else { devices(account) }
                    })
                    .collect();
                let parts =
                    signal.encrypt_group(&self.hub, group, &own, &receivers, &plain).await?;
                copies.extend(receivers.into_iter().zip(parts));
            }
            Chat::Status | Chat::Peer => anyhow::bail!("phones do not send to that chat"),
        }
        let mut receivers = Vec::with_capacity(copies.len());
        for (receiver, mut parts) in copies {
            Self::finish_parts(&receiver, &mut parts, media);
            let envelope = Arc::clone(envelope);
            deliver(&self.hub, &receiver, Delivery { envelope, parts, device_identity: None });
            receivers.push(receiver);
        }
        Ok(receivers)
    }

    /// Adds the media kind, and the corruption if that fault is armed.
    fn finish_parts(receiver: &DeviceRef, parts: &mut [Part], media: Option<&str>) {
        if let Some(last) = parts.last_mut() {
            last.media = media.map(str::to_owned);
        }
        let companion = receiver.account.companion(receiver.device);
        if companion.is_some_and(|companion| companion.faults.corrupt.strike())
            && let Some(last) = parts.last_mut()
        {
            last.spoil();
        }
    }

    /// Sends something to one linked device of the own account.
    pub(super) async fn send_peer(
        &self,
        to: &DeviceRef,
        message: &wa::Message,
    ) -> anyhow::Result<()> {
        let envelope = self.envelope(&message_id(), Chat::Peer, message, None);
        self.state().logs.peer.lock().push(Sent {
            id: envelope.id.clone(),
            chat: Chat::Peer,
            message: Arc::new(message.clone()),
            timestamp: envelope.timestamp,
            edit: None,
        });
        let plain = MessageUtils::encode_and_pad(message);
        let mut signal = self.state().signal.lock().await;
        let part = signal.encrypt(&self.hub, to, &plain).await?;
        deliver(&self.hub, to, Delivery { envelope, parts: vec![part], device_identity: None });
        Ok(())
    }

    /// Answers a retry receipt: a new session, the same id.
    pub(super) async fn send_again(&self, request: &RetryRequest) -> anyhow::Result<()> {
        ensure!(request.count <= RESEND_LIMIT, "requested too often");
        let logs = &self.state().logs;
        let logged = [&logs.sent, &logs.peer]
            .into_iter()
            .find_map(|log| log.lock().iter().rev().find(|sent| sent.id == request.id).cloned());
        let sent = logged.with_context(|| format!("{} is not in memory any more", request.id))?;
        let mut message = (*sent.message).clone();
        let bundle = match &request.keys {
            Some(keys) => Some(bundle_from_retry(keys, request.registration_id)?),
            None => None,
        };
        let own = DeviceRef::phone(&self.account);
        let mut signal = self.state().signal.lock().await;
        signal.restart(&self.hub, &request.from, bundle).await?;
        if let Chat::Group(group) = &sent.chat {
            ensure!(request.group.is_some(), "a group message was requested outside of the group");
            let key = signal.sender_key(group, &own).await?;
            message.sender_key_distribution_message = MessageField::some(key);
        } else if request.from.account == self.account
            && let Chat::Direct(other) = &sent.chat
        {
            message = wrap_device_sent(message, other.shown_jid().to_string());
        }
        let envelope = Arc::new(Envelope {
            id: sent.id.clone(),
            kind: stanza_type_from_message(&message).to_owned(),
            sender: own,
            chat: sent.chat.clone(),
            timestamp: sent.timestamp,
            edit: sent.edit.clone(),
            push_name: self.account.push_name(),
        });
        let plain = MessageUtils::encode_and_pad(&message);
        let mut part = signal.encrypt(&self.hub, &request.from, &plain).await?;
        part.count = Some(request.count);
        part.media = media_type_from_message(&message).map(str::to_owned);
        let delivery = Delivery { envelope, parts: vec![part], device_identity: None };
        deliver(&self.hub, &request.from, delivery);
        Ok(())
    }

    pub(super) fn is_online(&self) -> bool {
        self.state().online.load(Ordering::Relaxed)
    }
}

/// Linked devices of an account.
fn linked(account: &Arc<Account>) -> Vec<DeviceRef> {
    let companions = account.companions();
    let device = |device| DeviceRef { account: Arc::clone(account), device };
    companions.iter().map(|companion| device(companion.device)).collect()
}

/// All devices of an account, the phone first.
fn devices(account: &Arc<Account>) -> Vec<DeviceRef> {
    let mut all = Vec::with_capacity(2);
    if !account.phone.is_absent() {
        all.push(DeviceRef::phone(account));
    }
    all.extend(linked(account));
    all
}
