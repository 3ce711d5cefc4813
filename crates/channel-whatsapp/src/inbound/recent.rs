//! Polls and events that were received last. The library decrypts an edit of one whose secret it still has
//! in memory, and passes on what is inside alone, without its target. Such an edit is found by what it
//! changes: a poll or an event of the same author in the same chat.

use crate::inbound::message::Envelope;
use crate::inbound::{content, secrets, unwrap};
use omni_channel::InboundMessage;
use omni_domain::conversation::Address;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use waproto::whatsapp as wa;

/// How many are remembered. The library has secrets in memory for moments, or for one batch of what
/// arrived while the session was away.
const MOST: usize = 256;
/// Characters of a title that are compared.
const TITLE: usize = 256;

/// What was received last, the newest at the end.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<VecDeque<Seen>>);

#[derive(Debug)]
struct Seen {
    id: String,
    chat: Address,
    author: Address,
    subject: Subject,
    secret: Option<Vec<u8>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Subject {
    kind: Kind,
    title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Poll,
    Event,
}

impl Recent {
    /// Remembers a poll or an event, whose message this is.
    pub(super) fn note(&self, received: &InboundMessage, message: &wa::Message) {
        let Some(subject) = Subject::of(message) else { return };
        let seen = Seen {
            id: received.external_id.clone(),
            chat: received.chat.clone(),
            author: received.sender.clone(),
            subject,
            secret: secrets::secret(message),
        };
        self.with(|all| {
            if all.iter().any(|one| one.id == seen.id) {
                return;
            }
            if all.len() == MOST {
                all.pop_front();
            }
            all.push_back(seen);
        });
    }

    /// The poll or event that a message edits which looks like another one. A new one has a secret of its
    /// own, because nothing could answer it otherwise; an edit has none, or that of its target.
    pub(super) fn edited_by(&self, envelope: &Envelope, message: &wa::Message) -> Option<String> {
        let subject = Subject::of(message)?;
        let secret = secrets::secret(message);
        self.with(|all| {
            let own: Vec<&Seen> =
                all.iter().rev().filter(|one| one.may_become(&subject, envelope)).collect();
            let target = if secret.is_some() {
                own.iter().find(|one| one.secret == secret)
            } else {
                own.iter().find(|one| one.subject == subject).or(match &own[..] {
                    [only] => Some(only),
                    _ => None,
                })
            };
            target.map(|one| one.id.clone())
        })
    }

    fn with<R>(&self, f: impl FnOnce(&mut VecDeque<Seen>) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Seen {
    fn may_become(&self, subject: &Subject, envelope: &Envelope) -> bool {
        self.id != envelope.id
            && self.subject.kind == subject.kind
            && is_same(&self.chat, &envelope.chat)
            && is_same(&self.author, &envelope.sender)
    }
}

impl Subject {
    fn of(message: &wa::Message) -> Option<Self> {
        let message = unwrap::unwrap(message);
        let (kind, title) = match (message.event_message.as_option(), content::poll_of(message)) {
            (Some(event), _) => (Kind::Event, event.name.as_deref()),
            (None, Some(poll)) => (Kind::Poll, poll.name.as_deref()),
            (None, None) => return None,
        };
        Some(Self { kind, title: title.unwrap_or_default().chars().take(TITLE).collect() })
    }
}

fn is_same(one: &Address, other: &Address) -> bool {
    one.all().any(|address| other.all().any(|same| same == address))
}

#[cfg(test)]
mod tests {
    use super::Recent;
    use crate::inbound::message::{Envelope, Me, read};
    use omni_channel::Inbound;
    use omni_domain::Timestamp;
    use omni_domain::conversation::{Address, ChatType};
    use waproto::buffa::MessageField;
    use waproto::whatsapp as wa;

    const FINN: &str = "1@s.whatsapp.net";
    const OLGA: &str = "2@s.whatsapp.net";
    const GROUP: &str = "3@g.us";

    fn envelope(id: &str, sender: &str) -> Envelope {
        Envelope {
            id: id.to_owned(),
            chat: Address::new(GROUP),
            chat_type: ChatType::Group,
            chat_name: None,
            sender: Address::new(sender),
            sender_name: None,
            from_me: false,
            from_history: false,
            timestamp: Timestamp(1_000),
            comment_on: None,
        }
    }

    fn poll(name: &str, secret: Option<u8>) -> wa::Message {
        let secret = secret.map(|byte| {
            MessageField::some(wa::MessageContextInfo {
                message_secret: Some(vec![byte; 32]),
                ..Default::default()
            })
        });
        wa::Message {
            poll_creation_message_v3: MessageField::some(wa::message::PollCreationMessage {
                name: Some(name.to_owned()),
                ..Default::default()
            }),
            message_context_info: secret.unwrap_or_default(),
            ..Default::default()
        }
    }

    fn received(recent: &Recent, id: &str, sender: &str, message: &wa::Message) {
        let inbound = read(message, envelope(id, sender), &Me::default());
        let Some(Inbound::Message(inbound)) = inbound else { panic!("no message") };
        recent.note(&inbound, message);
    }

    #[test]
    fn an_edit_without_its_target_is_of_a_poll_of_its_author() {
        let recent = Recent::default();
        received(&recent, "FIRST", FINN, &poll("When?", Some(1)));
        let edited_by =
            |id, sender, name, secret| recent.edited_by(&envelope(id, sender), &poll(name, secret));
        assert_eq!(edited_by("E", FINN, "At what time?", None).as_deref(), Some("FIRST"));
        assert_eq!(edited_by("E", FINN, "When?", Some(1)).as_deref(), Some("FIRST"));
        assert_eq!(edited_by("E", FINN, "When?", Some(2)), None, "a poll with a secret of its own");
        assert_eq!(edited_by("E", OLGA, "When?", None), None, "of another author");
        assert_eq!(edited_by("FIRST", FINN, "When?", Some(1)), None, "the poll itself, repeated");
        received(&recent, "SECOND", FINN, &poll("Where?", Some(2)));
        assert_eq!(edited_by("E", FINN, "When?", None).as_deref(), Some("FIRST"));
        assert_eq!(edited_by("E", FINN, "Who?", Some(2)).as_deref(), Some("SECOND"));
        assert_eq!(edited_by("E", FINN, "Who?", None), None, "either of them");
    }

    #[test]
    fn the_newest_are_remembered() {
        let recent = Recent::default();
        for number in 0..=super::MOST {
            received(&recent, &number.to_string(), FINN, &poll(&number.to_string(), None));
        }
        let edited_by = |name| recent.edited_by(&envelope("E", FINN), &poll(name, None));
        assert_eq!(edited_by("0"), None);
        assert_eq!(edited_by("1").as_deref(), Some("1"));
    }
}
