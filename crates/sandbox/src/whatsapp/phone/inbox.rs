//! The phone's receiving side: one task per phone, one item after another.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::Context as _;
use tokio::sync::mpsc;
use wacore::messages::{decode_plaintext, is_sender_key_distribution_only};
use wacore_binary::builder::NodeBuilder;
use waproto::whatsapp as wa;

use super::Phone;
use super::log::{PresenceSeen, ReceiptSeen, Received, TypingSeen};
use super::state::Inbound;
use crate::whatsapp::account::DeviceRef;
use crate::whatsapp::presence::Activity;
use crate::whatsapp::receipts::{Notice, Retry, relay, send_retry};
use crate::whatsapp::relay::{Chat, Delivery};
use crate::whatsapp::signal_store::SignedKeys;

/// How often real devices request a message again before they give up.
const RETRY_LIMIT: u32 = 5;
/// Ids for which requests are counted at a time.
const RETRY_MEMORY: usize = 10_000;

impl Phone {
    /// Processes what arrives until the network stops.
    pub(crate) async fn run(self, mut inbox: mpsc::UnboundedReceiver<Inbound>) {
        let stop = self.hub.stop.clone();
        loop {
            let item = tokio::select! {
                () = stop.cancelled() => return,
                item = inbox.recv() => item,
            };
            let Some(item) = item else { return };
            while !self.state().online.load(Ordering::Relaxed) {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = self.state().went_online.notified() => {}
                }
            }
            self.process(item).await;
            self.state().item_processed();
        }
    }

    async fn process(&self, item: Inbound) {
        let logs = &self.state().logs;
        match item {
            Inbound::Message(delivery) => self.process_message(&delivery).await,
            Inbound::Retry(request) => {
                if let Err(error) = self.send_again(&request).await {
                    tracing::debug!(%error, "a phone cannot send a message again");
                }
            }
            Inbound::Receipt { from, chat, ids, kind } => {
                logs.receipts.lock().push(ReceiptSeen { from, chat, ids, kind });
            }
            Inbound::Presence { from, available } => {
                logs.presences.lock().push(PresenceSeen { from, available });
            }
            Inbound::Activity { from, chat, activity } => {
                let typing = activity != Activity::Paused;
                let recording = activity == Activity::Recording;
                logs.typing.lock().push(TypingSeen { from, chat, typing, recording });
            }
        }
        logs.changed.notify_waiters();
    }

    async fn process_message(&self, delivery: &Delivery) {
        let envelope = &delivery.envelope;
        match self.open(delivery).await {
            Ok(Some(message)) => self.keep(delivery, message).await,
            Ok(None) => {}
            Err(error) => {
                self.hub.stats.undecryptable.increase();
                tracing::debug!(id = envelope.id, %error, "a phone cannot decrypt a message");
                self.request_retry(delivery);
            }
        }
    }

    /// Decrypts all parts; `None` when they contain only keys.
    async fn open(&self, delivery: &Delivery) -> anyhow::Result<Option<wa::Message>> {
        let envelope = &delivery.envelope;
        let from = &envelope.sender;
        let group = match &envelope.chat {
            Chat::Group(group) => Some(group.jid().to_string()),
            Chat::Status => Some(wacore_binary::Jid::status_broadcast().to_string()),
            Chat::Direct(_) | Chat::Peer => None,
        };
        let mut signal = self.state().signal.lock().await;
        let mut content = None;
        // Keys are in session messages, so those are decrypted before group messages.
        let (common, single): (Vec<_>, Vec<_>) =
            delivery.parts.iter().partition(|part| part.kind == "skmsg");
        for part in single.into_iter().chain(common) {
            let plain = if part.kind == "skmsg" {
                let group = group.as_deref().context("a group ciphertext outside of a group")?;
                signal.decrypt_group(group, from, part).await?
            } else {
                signal.decrypt(from, part).await?
            };
            let mut message = decode_plaintext(&plain, 2)?;
            if let Some(key) = message.sender_key_distribution_message.take()
                && let (Some(group), Some(bytes)) =
                    (key.group_id, key.axolotl_sender_key_distribution_message)
            {
                signal.learn_sender_key(&group, from, &bytes).await?;
            }
            if !is_sender_key_distribution_only(&mut message) {
                content = Some(message);
            }
        }
        Ok(content)
    }

    async fn keep(&self, delivery: &Delivery, mut message: wa::Message) {
        let envelope = &delivery.envelope;
        let from = &envelope.sender;
        let from_me = from.account == self.account;
        if let Some(copy) = message.device_sent_message.take()
            && let Some(inner) = copy.message.into_option()
        {
            message = inner;
        }
        if matches!(envelope.chat, Chat::Peer) {
            return self.serve_peer(from, &message).await;
        }
        let chat = match &envelope.chat {
            Chat::Group(group) => group.jid().to_string(),
            Chat::Status => wacore_binary::Jid::status_broadcast().to_string(),
            Chat::Direct(recipient) if from_me => recipient.pn().to_string(),
            Chat::Direct(_) | Chat::Peer => from.account.pn().to_string(),
        };
        self.state().logs.arrivals.lock().add(Received {
            sequence: 0,
            id: envelope.id.clone(),
            chat,
            from: from.account.pn().to_string(),
            from_device: from.device,
            from_me,
            push_name: envelope.push_name.clone(),
            timestamp: envelope.timestamp,
            repeats: 0,
            edit: envelope.edit.clone(),
            message: Arc::new(message),
        });
        if from_me {
            return;
        }
        self.hub.presence.subscribe(&from.account.number, &self.account.number);
        if self.state().acknowledges.load(Ordering::Relaxed) {
            self.receipt(envelope.id.clone(), &envelope.chat, from, None);
        }
        if self.state().reads.load(Ordering::Relaxed) {
            self.receipt(envelope.id.clone(), &envelope.chat, from, Some("read"));
        }
    }

    pub(super) fn receipt(&self, id: String, chat: &Chat, author: &DeviceRef, kind: Option<&str>) {
        let group = match chat {
            Chat::Group(group) => Some(Arc::clone(group)),
            Chat::Direct(_) | Chat::Status | Chat::Peer => None,
        };
        let notice = Notice {
            from: DeviceRef::phone(&self.account),
            group,
            ids: vec![id],
            kind: kind.map(str::to_owned),
        };
        relay(&self.hub, &notice, &author.account);
    }

    /// Sends a retry receipt with fresh keys.
    fn request_retry(&self, delivery: &Delivery) {
        let envelope = &delivery.envelope;
        let count = {
            let mut retries = self.state().logs.retries.lock();
            if retries.len() > RETRY_MEMORY {
                retries.clear();
            }
            let key = (envelope.sender.pn().to_string(), envelope.id.clone());
            let count = retries.entry(key).or_insert(0);
            *count += 1;
            *count
        };
        if count > RETRY_LIMIT || envelope.sender.device == 0 {
            return;
        }
        let retry = NodeBuilder::new("retry")
            .attr("v", "1")
            .attr("id", envelope.id.as_str())
            .attr("t", envelope.timestamp)
            .attr("count", count)
            .build();
        let registration = NodeBuilder::new("registration")
            .bytes(self.state().registration_id().to_be_bytes().to_vec())
            .build();
        let group = match &envelope.chat {
            Chat::Group(group) => Some(&**group),
            // whatsapp-rust 0.7 would store the keys of the own phone as the recipient's,
            // and break the session with the recipient.
            Chat::Direct(_) if envelope.sender.account == self.account => return,
            Chat::Direct(_) | Chat::Status | Chat::Peer => None,
        };
        let own = DeviceRef::phone(&self.account);
        let content = vec![retry, registration, self.fresh_keys()];
        let retry = Retry { from: &own, group, recipient: None, id: &envelope.id, content };
        send_retry(&self.hub, &envelope.sender, retry);
    }

    fn fresh_keys(&self) -> wacore_binary::Node {
        let state = self.state();
        let (id, one_time) = state.prekeys().issue();
        let signed = state.signed();
        let value = |bytes: &[u8]| NodeBuilder::new("value").bytes(bytes.to_vec()).build();
        let id_node =
            |id: u32| NodeBuilder::new("id").bytes(id.to_be_bytes()[1..].to_vec()).build();
        let identity = state.identity().public_key().public_key_bytes().to_vec();
        NodeBuilder::new("keys")
            .children([
                NodeBuilder::new("type").bytes(vec![5]).build(),
                NodeBuilder::new("identity").bytes(identity).build(),
                NodeBuilder::new("key")
                    .children([id_node(id.into()), value(one_time.public_key.public_key_bytes())])
                    .build(),
                NodeBuilder::new("skey")
                    .children([
                        id_node(SignedKeys::ID),
                        value(signed.pair.public_key.public_key_bytes()),
                        NodeBuilder::new("signature").bytes(signed.signature.clone()).build(),
                    ])
                    .build(),
            ])
            .build()
    }
}
