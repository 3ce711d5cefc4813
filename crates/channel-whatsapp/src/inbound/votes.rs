//! Votes in polls. A vote names its options by their hashes, encrypted with a secret that travels
//! with the poll, so both are kept for each poll, received or sent.

use crate::inbound::{Book, unwrap};
use crate::session::Core;
use crate::store::keys;
use bytes::Bytes;
use omni_channel::{Inbound, StateWrite};
use omni_domain::content::{Choice, ChoiceKind, Content};
use omni_domain::conversation::Address;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
use wacore::poll::compute_option_hash;
use wacore::types::events::InboundMessage;
use wacore_binary::Jid;
use waproto::whatsapp as wa;
use whatsapp_rust::Client;
use whatsapp_rust::features::PollVoteCiphertext;

/// A poll with more options, or longer ones, is not kept; phones allow 12 options of 100 characters.
const MAX_OPTIONS_BYTES: usize = 16 * 1024;

/// What is kept of a poll.
#[derive(Serialize, Deserialize)]
struct StoredPoll {
    /// Both addresses of its author.
    creator: Vec<String>,
    options: Vec<String>,
    secret: Vec<u8>,
}

/// Keeps a poll, so that votes in it can be read. The first poll of an id counts: a later one may be
/// another's attempt to rename its options.
async fn keep(core: &Core, id: &str, creator: &Address, poll: &wa::Message) {
    let Some(secret) = secret(poll) else { return };
    let Some(options) = options(unwrap::unwrap(poll)) else { return };
    if options.iter().map(String::len).sum::<usize>() > MAX_OPTIONS_BYTES {
        return;
    }
    let state = &core.context.state;
    if !matches!(state.get(keys::POLL, id).await, Ok(None)) {
        return;
    }
    let creator = creator.all().map(str::to_owned).collect();
    let Ok(value) = serde_json::to_vec(&StoredPoll { creator, options, secret }) else { return };
    let write = StateWrite::Put {
        ns: keys::POLL,
        key: id.to_owned(),
        value: Bytes::from(value),
        num: wacore::time::now_secs(),
    };
    if state.apply(vec![write]).await.is_err() {
        tracing::warn!(instance.id = %core.context.instance, "a poll was not kept; votes in it stay unread");
    }
}

/// The secret is beside the message, or beside the one in an envelope.
fn secret(message: &wa::Message) -> Option<Vec<u8>> {
    let secret =
        |message: &wa::Message| message.message_context_info.as_option()?.message_secret.clone();
    secret(message).or_else(|| secret(unwrap::unwrap(message)))
}

fn options(message: &wa::Message) -> Option<Vec<String>> {
    let poll = super::content::poll_of(message)?;
    Some(poll.options.iter().filter_map(|option| option.option_name.clone()).collect())
}

/// Keeps a poll that is received, and puts what a vote chose into the message that was made of it.
pub(super) async fn follow(
    core: &Core,
    client: &Client,
    item: &InboundMessage,
    inbound: &mut Inbound,
) {
    let Inbound::Message(message) = inbound else { return };
    if let Content::Poll { .. } = message.content {
        keep(core, &message.external_id, &message.sender, &item.message).await;
        return;
    }
    let Some(update) = unwrap::unwrap(&item.message).poll_update_message.as_option() else {
        return;
    };
    if let Some(content) = read(core, client, update, &item.info.source.sender).await {
        message.content = content;
    }
}

/// What was chosen; `None` if the poll is not known or the vote is not for it.
async fn read(
    core: &Core,
    client: &Client,
    update: &wa::message::PollUpdateMessage,
    voter: &Jid,
) -> Option<Content> {
    let id = update.poll_creation_message_key.as_option()?.id.as_deref()?;
    let vote = update.vote.as_option()?;
    let stored = core.context.state.get(keys::POLL, id).await.ok()??;
    let poll: StoredPoll = serde_json::from_slice(&stored.value).ok()?;
    let ciphertext = PollVoteCiphertext {
        enc_payload: vote.enc_payload.as_deref()?,
        enc_iv: vote.enc_iv.as_deref()?,
    };
    let creator = creator_for(&poll, voter)?;
    let chosen = client.polls().decrypt_vote(ciphertext, &poll.secret, id, &creator, voter).await;
    let chosen: HashSet<Vec<u8>> = chosen.ok()?.into_iter().collect();
    Some(content(id, &poll.options, &chosen))
}

/// The author's address of the same kind as the voter's: both are part of the key.
fn creator_for(poll: &StoredPoll, voter: &Jid) -> Option<Jid> {
    let all: Vec<Jid> = poll.creator.iter().filter_map(|text| text.parse().ok()).collect();
    all.iter().find(|jid| jid.is_lid() == voter.is_lid()).or_else(|| all.first()).cloned()
}

fn content(id: &str, options: &[String], chosen: &HashSet<Vec<u8>>) -> Content {
    let names: Vec<&str> = options
        .iter()
        .filter(|option| chosen.contains(compute_option_hash(option).as_slice()))
        .map(String::as_str)
        .collect();
    if names.is_empty() {
        return super::unsupported::named("poll_vote_withdrawn", None);
    }
    Content::Choice(Choice {
        kind: ChoiceKind::Poll,
        id: Some(id.to_owned()),
        title: names.join(", "),
        description: None,
        data: (names.len() > 1).then(|| json!({ "options": names })),
    })
}

/// Keeps a poll that this account sends.
pub(crate) async fn keep_own(core: &Core, client: &Client, id: &str, poll: &wa::Message) {
    let Some(own) = Book::new(client).own() else { return };
    keep(core, id, &own, poll).await;
}

#[cfg(test)]
mod tests {
    use super::{Content, content};
    use omni_domain::content::ChoiceKind;
    use std::collections::HashSet;
    use wacore::poll::compute_option_hash;

    #[test]
    fn a_vote_is_read_by_the_hashes_of_its_options() {
        let options = ["now".to_owned(), "later".to_owned()];
        let hash = |option: &str| compute_option_hash(option).to_vec();
        let Content::Choice(one) = content("P", &options, &HashSet::from([hash("later")])) else {
            panic!("no choice")
        };
        assert_eq!((one.kind, one.id.as_deref()), (ChoiceKind::Poll, Some("P")));
        assert_eq!((one.title.as_str(), one.data), ("later", None));
        let both = HashSet::from([hash("later"), hash("now")]);
        let Content::Choice(both) = content("P", &options, &both) else { panic!("no choice") };
        assert_eq!(both.title, "now, later");
        for none in [HashSet::new(), HashSet::from([hash("never")])] {
            let Content::Unknown { kind, .. } = content("P", &options, &none) else {
                panic!("a choice")
            };
            assert_eq!(kind, "poll_vote_withdrawn");
        }
    }
}
