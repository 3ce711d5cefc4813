//! The initial sync of a newly linked device: setting keys, push name, history.

use std::collections::BTreeMap;
use std::io::Write as _;

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use wacore::download::MediaType;
use wacore::upload::encrypt_media;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt as _};
use waproto::buffa::{Message as _, MessageField};
use waproto::whatsapp as wa;
use waproto::whatsapp::history_sync::HistorySyncType;
use waproto::whatsapp::message::protocol_message::Type;

use super::Phone;
use super::log::HistoryMessage;
use crate::whatsapp::account::{Companion, DeviceRef};
use crate::whatsapp::node::{message_id, now_secs, server_id};
use crate::whatsapp::relay::Chat;

impl Phone {
    /// Sends the initial sync to a device after its first key upload.
    pub(crate) async fn send_initial_sync(&self, companion: &Companion) {
        let device = DeviceRef { account: self.account.clone(), device: companion.device };
        let id = server_id();
        let name = NodeBuilder::new("notification")
            .attr("from", self.account.pn())
            .attr("type", "account_sync")
            .attr("id", id.clone())
            .attr("t", now_secs())
            .attr("pushname", self.account.push_name());
        // First the name: a client that stops right after its first login and has
        // none yet would start its first login over.
        companion.mailbox.push(&id, name.build());
        let outcome = async {
            self.send_peer(&device, &self.key_share()).await?;
            self.send_history(&device).await
        };
        if let Err(error) = outcome.await {
            tracing::warn!(%error, "a phone could not send the initial sync");
        }
    }

    /// Answers requests of linked devices to their phone.
    pub(super) async fn serve_peer(&self, from: &DeviceRef, message: &wa::Message) {
        let Some(protocol) = message.protocol_message.as_option() else { return };
        if protocol.app_state_sync_key_request.as_option().is_some()
            && let Err(error) = self.send_peer(from, &self.key_share()).await
        {
            tracing::warn!(%error, "a phone could not share its setting keys");
        }
        let asked = protocol
            .peer_data_operation_request_message
            .as_option()
            .and_then(|request| request.history_sync_on_demand_request.as_option());
        if let Some(wanted) = asked
            && let Err(error) = self.send_older(from, wanted).await
        {
            tracing::warn!(%error, "a phone could not send older messages");
        }
    }

    /// The newest of those messages of a chat that are older than the one named.
    async fn send_older(
        &self,
        device: &DeviceRef,
        wanted: &wa::message::peer_data_operation_request_message::HistorySyncOnDemandRequest,
    ) -> anyhow::Result<()> {
        let asked: Jid = wanted.chat_jid.as_deref().unwrap_or_default().parse()?;
        let known = self.hub.directory.by_jid(&asked).map(|account| account.pn());
        let chat = known.unwrap_or(asked).to_string();
        let mut older = self.history().remove(&chat).unwrap_or_default();
        let named = older.iter().position(|one| Some(&one.id) == wanted.oldest_msg_id.as_ref());
        let before = wanted.oldest_msg_timestamp_ms.unwrap_or(i64::MAX) / 1000;
        let before = u64::try_from(before).unwrap_or_default();
        let end = named.unwrap_or_else(|| older.partition_point(|one| one.timestamp < before));
        older.truncate(end);
        let count = usize::try_from(wanted.on_demand_msg_count.unwrap_or(50)).unwrap_or(0);
        let newest = older.split_off(older.len().saturating_sub(count));
        let history = wa::HistorySync {
            sync_type: HistorySyncType::ON_DEMAND,
            conversations: vec![self.conversation(&chat, &newest)],
            chunk_order: Some(1),
            progress: Some(100),
            ..Default::default()
        };
        self.send_chunk(device, &history, wa::message::HistorySyncType::ON_DEMAND).await
    }

    fn key_share(&self) -> wa::Message {
        let (key, data) = (self.state().app_state_key(), self.state().app_state_secret());
        let companions = self.account.companions();
        let fingerprint = wa::message::AppStateSyncKeyFingerprint {
            raw_id: Some(self.account.raw_id),
            current_index: Some(companions.iter().map(|one| one.key_index).max().unwrap_or(0)),
            device_indexes: std::iter::once(0)
                .chain(companions.iter().map(|one| one.key_index))
                .collect(),
        };
        let share = wa::message::AppStateSyncKeyShare {
            keys: vec![wa::message::AppStateSyncKey {
                key_id: MessageField::some(wa::message::AppStateSyncKeyId { key_id: Some(key.id) }),
                key_data: MessageField::some(wa::message::AppStateSyncKeyData {
                    key_data: Some(data.to_vec()),
                    fingerprint: MessageField::some(fingerprint),
                    timestamp: i64::try_from(now_secs()).ok(),
                }),
            }],
        };
        protocol(wa::message::ProtocolMessage {
            r#type: Some(Type::APP_STATE_SYNC_KEY_SHARE),
            app_state_sync_key_share: MessageField::some(share),
            ..Default::default()
        })
    }

    /// Adds a text to the phone's history, like [`Phone::add_history`].
    pub fn add_history_text(
        &self,
        chat: &str,
        author: Option<&str>,
        text: &str,
        timestamp: u64,
    ) -> anyhow::Result<String> {
        let message = wa::Message { conversation: Some(text.to_owned()), ..Default::default() };
        self.add_history(chat, author, message, timestamp)
    }

    /// Adds a message to the phone's history without sending it; new devices
    /// receive it as history. `author` is needed in groups if it is not the owner.
    pub fn add_history(
        &self,
        chat: &str,
        author: Option<&str>,
        message: wa::Message,
        timestamp: u64,
    ) -> anyhow::Result<String> {
        let jid = |chat: Chat| match chat {
            Chat::Group(group) => group.jid(),
            Chat::Direct(other) => other.pn(),
            Chat::Status | Chat::Peer => Jid::status_broadcast(),
        };
        let id = message_id();
        let entry = HistoryMessage {
            id: id.clone(),
            chat: jid(self.chat(chat)?),
            author: author.map(|author| self.chat(author)).transpose()?.map(jid),
            message: std::sync::Arc::new(message),
            timestamp,
        };
        self.state().logs.history.lock().push(entry);
        Ok(id)
    }

    /// All messages of the phone, by chat, oldest first.
    fn history(&self) -> BTreeMap<String, Vec<HistoryMessage>> {
        let logs = &self.state().logs;
        let mut all: Vec<HistoryMessage> = logs.history.lock().iter().cloned().collect();
        all.extend(logs.arrivals.lock().iter().filter(|one| one.repeats == 0).filter_map(|one| {
            Some(HistoryMessage {
                id: one.id.clone(),
                chat: one.chat.parse().ok()?,
                author: if one.from_me { None } else { one.from.parse().ok() },
                message: one.message.clone(),
                timestamp: one.timestamp,
            })
        }));
        all.extend(logs.sent.lock().iter().map(|one| HistoryMessage {
            id: one.id.clone(),
            chat: match &one.chat {
                Chat::Direct(other) => other.pn(),
                Chat::Group(group) => group.jid(),
                Chat::Status | Chat::Peer => Jid::status_broadcast(),
            },
            author: None,
            message: one.message.clone(),
            timestamp: one.timestamp,
        }));
        let mut chats: BTreeMap<String, Vec<HistoryMessage>> = BTreeMap::new();
        for one in all {
            // Edits and revokes are not separate messages in history.
            if !one.message.protocol_message.is_set() && !one.message.edited_message.is_set() {
                chats.entry(one.chat.to_string()).or_default().push(one);
            }
        }
        for messages in chats.values_mut() {
            messages.sort_by_key(|one| one.timestamp);
        }
        chats
    }

    async fn send_history(&self, device: &DeviceRef) -> anyhow::Result<()> {
        let chats = self.history();
        if chats.is_empty() {
            return Ok(());
        }
        let accounts: Vec<_> = chats
            .keys()
            .filter_map(|chat| self.hub.directory.by_jid(&chat.parse().ok()?))
            .chain([self.account.clone()])
            .collect();
        let pushnames = accounts
            .iter()
            .map(|account| wa::Pushname {
                id: Some(account.pn().to_string()),
                pushname: Some(account.push_name()),
            })
            .collect();
        let mappings = accounts
            .iter()
            .map(|account| wa::PhoneNumberToLIDMapping {
                pn_jid: Some(account.pn().to_string()),
                lid_jid: Some(account.lid().to_string()),
            })
            .collect();
        let conversations =
            chats.into_iter().map(|(chat, messages)| self.conversation(&chat, &messages)).collect();
        let bootstrap = wa::HistorySync {
            sync_type: HistorySyncType::INITIAL_BOOTSTRAP,
            conversations,
            chunk_order: Some(1),
            progress: Some(100),
            phone_number_to_lid_mappings: mappings,
            ..Default::default()
        };
        self.send_chunk(device, &bootstrap, wa::message::HistorySyncType::INITIAL_BOOTSTRAP)
            .await?;
        let names = wa::HistorySync {
            sync_type: HistorySyncType::PUSH_NAME,
            chunk_order: Some(2),
            progress: Some(100),
            pushnames,
            ..Default::default()
        };
        self.send_chunk(device, &names, wa::message::HistorySyncType::PUSH_NAME).await
    }

    fn conversation(&self, chat: &str, messages: &[HistoryMessage]) -> wa::Conversation {
        let name = chat.parse::<Jid>().ok().and_then(|jid| {
            if jid.is_group() {
                return self.hub.groups.by_jid(&jid).map(|group| group.subject());
            }
            self.hub.directory.by_jid(&jid).map(|account| account.push_name())
        });
        let last = messages.last().map(|one| one.timestamp);
        let messages = messages.iter().enumerate().map(|(order, one)| {
            let participant = one.author.as_ref().filter(|_| one.chat.is_group());
            let key = wa::MessageKey {
                remote_jid: Some(chat.to_owned()),
                from_me: Some(one.author.is_none()),
                id: Some(one.id.clone()),
                participant: participant.map(ToString::to_string),
            };
            let info = wa::WebMessageInfo {
                key: MessageField::some(key),
                message: MessageField::some((*one.message).clone()),
                message_timestamp: Some(one.timestamp),
                participant: participant.map(ToString::to_string),
                ..Default::default()
            };
            wa::HistorySyncMsg {
                message: MessageField::some(info),
                msg_order_id: Some(order as u64),
            }
        });
        wa::Conversation {
            messages: messages.collect(),
            id: chat.to_owned(),
            name,
            last_msg_timestamp: last,
            conversation_timestamp: last,
            unread_count: Some(0),
            ..Default::default()
        }
    }

    async fn send_chunk(
        &self,
        device: &DeviceRef,
        history: &wa::HistorySync,
        sync_type: wa::message::HistorySyncType,
    ) -> anyhow::Result<()> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&history.encode_to_vec())?;
        let packed = encoder.finish()?;
        let length = packed.len() as u64;
        let encrypted = encrypt_media(&packed, MediaType::History)?;
        let blob = Bytes::from(encrypted.data_to_upload);
        let kind = MediaType::History.mms_type();
        let path = self.hub.media.put(kind, &encrypted.file_enc_sha256, blob);
        let notification = wa::message::HistorySyncNotification {
            file_sha256: Some(encrypted.file_sha256.to_vec()),
            file_length: Some(length),
            media_key: Some(encrypted.media_key.to_vec()),
            file_enc_sha256: Some(encrypted.file_enc_sha256.to_vec()),
            direct_path: Some(path),
            sync_type: Some(sync_type),
            chunk_order: history.chunk_order,
            progress: history.progress,
            ..Default::default()
        };
        let message = protocol(wa::message::ProtocolMessage {
            r#type: Some(Type::HISTORY_SYNC_NOTIFICATION),
            history_sync_notification: MessageField::some(notification),
            ..Default::default()
        });
        self.send_peer(device, &message).await
    }
}

fn protocol(message: wa::message::ProtocolMessage) -> wa::Message {
    wa::Message { protocol_message: MessageField::some(message), ..Default::default() }
}
