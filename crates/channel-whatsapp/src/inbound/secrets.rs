//! What answers to polls and events are read with. An answer is encrypted with a secret that
//! travels with the poll or event, so it is kept for each of them, received or sent.

use crate::inbound::{Book, content, unwrap};
use crate::session::Core;
use crate::store::keys;
use bytes::Bytes;
use omni_channel::StateWrite;
use omni_domain::conversation::Address;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use wacore_binary::Jid;
use waproto::whatsapp as wa;
use whatsapp_rust::Client;

/// A poll with more options, or longer ones, is not kept; phones allow 12 options of 100 characters.
const MAX_OPTIONS_BYTES: usize = 16 * 1024;

/// What is kept of a poll or an event.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    /// Both addresses of its author.
    creator: Vec<String>,
    /// The options of a poll.
    pub(super) options: Vec<String>,
    /// The secret that travels with it.
    pub(super) secret: Vec<u8>,
}

impl Kept {
    /// The author's address of the same kind as the answerer's: both are part of the key.
    pub(super) fn creator_for(&self, answerer: &Jid) -> Option<Jid> {
        let all: Vec<Jid> = self.creators().collect();
        all.iter().find(|jid| jid.is_lid() == answerer.is_lid()).or_else(|| all.first()).cloned()
    }

    /// Every address of its author.
    pub(super) fn creators(&self) -> impl Iterator<Item = Jid> {
        self.creator.iter().filter_map(|text| text.parse().ok())
    }
}

/// What is kept of the poll or event with this id.
pub(super) async fn find(core: &Core, id: &str) -> Option<Kept> {
    let stored = core.context.state.get(keys::POLL, id).await.ok()??;
    serde_json::from_slice(&stored.value).ok()
}

/// Keeps a poll or an event, so that answers to it can be read. The first one of an id counts: a
/// later one may be another's attempt to rename its options.
pub(super) async fn keep(core: &Core, id: &str, creator: &Address, message: &wa::Message) {
    let Some(secret) = secret(message) else { return };
    let Some(options) = options(unwrap::unwrap(message)) else { return };
    if options.iter().map(String::len).sum::<usize>() > MAX_OPTIONS_BYTES {
        return;
    }
    let state = &core.context.state;
    if !matches!(state.get(keys::POLL, id).await, Ok(None)) {
        return;
    }
    let creator = creator.all().map(str::to_owned).collect();
    put(core, id, &Kept { creator, options, secret }).await;
}

/// Keeps what answers to a poll or an event are read with since its author edited it.
pub(super) async fn renew(core: &Core, id: &str, kept: Kept, edited: &wa::Message) {
    let Some(options) = options(unwrap::unwrap(edited)) else { return };
    if options.iter().map(String::len).sum::<usize>() > MAX_OPTIONS_BYTES {
        return;
    }
    let secret = secret(edited).unwrap_or_else(|| kept.secret.clone());
    put(core, id, &Kept { options, secret, ..kept }).await;
}

async fn put(core: &Core, id: &str, kept: &Kept) {
    let Ok(value) = serde_json::to_vec(kept) else { return };
    let write = StateWrite::Put {
        ns: keys::POLL,
        key: id.to_owned(),
        value: Bytes::from(value),
        num: wacore::time::now_secs(),
    };
    if core.context.state.apply(vec![write]).await.is_err() {
        tracing::warn!(instance.id = %core.context.instance, "a poll or event was not kept; answers to it stay unread");
    }
}

/// Keeps a poll or event that this account sends.
pub(crate) async fn keep_own(core: &Core, client: &Client, id: &str, message: &wa::Message) {
    let Some(own) = Book::new(client).own() else { return };
    keep(core, id, &own, message).await;
}

/// The secret of a poll or event that this account sends under this id: a repeat has that of the
/// first attempt, which may have been delivered.
pub(crate) async fn own_secret(core: &Core, id: &str) -> Vec<u8> {
    if let Some(kept) = find(core, id).await {
        return kept.secret;
    }
    let fresh: [u8; 32] = rand::rng().random();
    fresh.to_vec()
}

/// The secret is beside the message, or beside the one in an envelope.
pub(super) fn secret(message: &wa::Message) -> Option<Vec<u8>> {
    let secret =
        |message: &wa::Message| message.message_context_info.as_option()?.message_secret.clone();
    secret(message).or_else(|| secret(unwrap::unwrap(message)))
}

/// The options of a poll; none for an event.
fn options(message: &wa::Message) -> Option<Vec<String>> {
    if message.event_message.is_set() {
        return Some(Vec::new());
    }
    let poll = content::poll_of(message)?;
    Some(poll.options.iter().filter_map(|option| option.option_name.clone()).collect())
}
