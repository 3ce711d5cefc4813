//! Votes in polls. A vote names its options by their hashes, encrypted.

use crate::inbound::answers::Read;
use crate::inbound::{numbers, secrets, unsupported};
use crate::session::Core;
use omni_domain::answer::AnswerKind;
use omni_domain::content::{Choice, ChoiceKind, Content};
use serde_json::json;
use std::collections::HashSet;
use wacore::poll::compute_option_hash;
use wacore_binary::Jid;
use waproto::whatsapp as wa;
use whatsapp_rust::Client;
use whatsapp_rust::features::PollVoteCiphertext;

/// What was chosen; `None` if the poll is not known or the vote is not for it.
pub(super) async fn read(
    core: &Core,
    client: &Client,
    update: &wa::message::PollUpdateMessage,
    voter: &Jid,
) -> Option<Read> {
    let id = update.poll_creation_message_key.as_option()?.id.as_deref()?;
    let vote = update.vote.as_option()?;
    let poll = secrets::find(core, id).await?;
    let ciphertext = PollVoteCiphertext {
        enc_payload: vote.enc_payload.as_deref()?,
        enc_iv: vote.enc_iv.as_deref()?,
    };
    let creator = poll.creator_for(voter)?;
    let chosen = client.polls().decrypt_vote(ciphertext, &poll.secret, id, &creator, voter).await;
    let chosen: HashSet<Vec<u8>> = chosen.ok()?.into_iter().collect();
    let choices = choices(&poll.options, &chosen);
    Some(Read {
        content: content(id, &choices),
        kind: AnswerKind::Poll,
        choices,
        extra_guests: 0,
        at: update.sender_timestamp_ms.and_then(numbers::moment),
    })
}

/// The options that were chosen, in the poll's order.
fn choices(options: &[String], chosen: &HashSet<Vec<u8>>) -> Vec<String> {
    let is_chosen = |option: &&String| chosen.contains(compute_option_hash(option).as_slice());
    options.iter().filter(is_chosen).cloned().collect()
}

fn content(id: &str, choices: &[String]) -> Content {
    if choices.is_empty() {
        return unsupported::named("poll_vote_withdrawn", None);
    }
    Content::Choice(Choice {
        kind: ChoiceKind::Poll,
        id: Some(id.to_owned()),
        title: choices.join(", "),
        description: None,
        data: (choices.len() > 1).then(|| json!({ "options": choices })),
    })
}

#[cfg(test)]
mod tests {
    use super::{Content, choices, content};
    use omni_domain::content::ChoiceKind;
    use std::collections::HashSet;
    use wacore::poll::compute_option_hash;

    #[test]
    fn a_vote_is_read_by_the_hashes_of_its_options() {
        let options = ["now".to_owned(), "later".to_owned()];
        let hash = |option: &str| compute_option_hash(option).to_vec();
        let vote = |chosen: HashSet<Vec<u8>>| content("P", &choices(&options, &chosen));
        let Content::Choice(one) = vote(HashSet::from([hash("later")])) else {
            panic!("no choice")
        };
        assert_eq!((one.kind, one.id.as_deref()), (ChoiceKind::Poll, Some("P")));
        assert_eq!((one.title.as_str(), one.data), ("later", None));
        let both = HashSet::from([hash("later"), hash("now")]);
        let Content::Choice(both) = vote(both) else { panic!("no choice") };
        assert_eq!(both.title, "now, later");
        for none in [HashSet::new(), HashSet::from([hash("never")])] {
            let Content::Unknown { kind, .. } = vote(none) else { panic!("a choice") };
            assert_eq!(kind, "poll_vote_withdrawn");
        }
    }
}
