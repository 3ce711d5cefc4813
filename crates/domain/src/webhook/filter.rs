//! Which events an endpoint gets.

use crate::conversation::ChatType;
use crate::event::{Event, EventType};
use crate::ids::{ChatId, InstanceId, ParseError};
use crate::message::Direction;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A pattern of types: `*`, a group (`message.*`), or one type.
///
/// `*`, and a group that has other types as well, leave out the types that need a scope of their own
/// ([`EventType::scope`]), which the author of the pattern need not hold. Such types are named, or are all of a
/// group (`key.*`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum EventPattern {
    /// Every type that needs no scope of its own.
    Any,
    /// The types whose names begin so, the dot included.
    Group(String),
    /// This type.
    One(EventType),
}

impl EventPattern {
    /// Whether a type matches.
    pub fn takes(&self, kind: EventType) -> bool {
        self.takes_named(kind, kind.as_str())
    }

    /// The same of a type by the name that it is stored with, which this version may not have.
    fn takes_named(&self, kind: EventType, name: &str) -> bool {
        let is_open = kind.scope().is_none();
        match self {
            Self::Any => is_open,
            Self::Group(group) => {
                name.starts_with(group.as_str()) && (is_open || needs_scope(group))
            }
            Self::One(one) => *one == kind,
        }
    }
}

/// Whether each type of a group needs a scope of its own.
fn needs_scope(group: &str) -> bool {
    stored().filter(|kind| kind.as_str().starts_with(group)).all(|kind| kind.scope().is_some())
}

impl fmt::Display for EventPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Group(group) => write!(f, "{group}*"),
            Self::One(kind) => f.write_str(kind.as_str()),
        }
    }
}

/// Types that have a row, which are those that can be delivered.
fn stored() -> impl Iterator<Item = EventType> {
    EventType::ALL
        .iter()
        .copied()
        .filter(|kind| !kind.is_ephemeral() && *kind != EventType::Unknown)
}

const PATTERN: &str = "pattern of types of stored events, such as message.received, message.* or *";
const EPHEMERAL: &str = "pattern for webhooks: events of this type are not stored, and only sockets \
    receive them";

impl FromStr for EventPattern {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let refused = || {
            let group = text.strip_suffix('*').filter(|group| group.ends_with('.'));
            let is_named = |kind: &EventType| match group {
                Some(group) => kind.as_str().starts_with(group),
                None => kind.as_str() == text,
            };
            let is_ephemeral =
                EventType::ALL.iter().filter(|kind| kind.is_ephemeral()).any(is_named);
            ParseError::new(if is_ephemeral { EPHEMERAL } else { PATTERN }, text)
        };
        if text == "*" {
            return Ok(Self::Any);
        }
        if let Some(group) = text.strip_suffix('*') {
            let known =
                group.ends_with('.') && stored().any(|kind| kind.as_str().starts_with(group));
            return if known { Ok(Self::Group(group.to_owned())) } else { Err(refused()) };
        }
        let kind: EventType = text.parse().map_err(|_| refused())?;
        if stored().any(|stored| stored == kind) { Ok(Self::One(kind)) } else { Err(refused()) }
    }
}

impl TryFrom<String> for EventPattern {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<EventPattern> for String {
    fn from(pattern: EventPattern) -> Self {
        pattern.to_string()
    }
}

/// Which events an endpoint gets. All conditions must hold; an empty list, like `None`, is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Filter {
    /// Of types that match one of these.
    pub events: Vec<EventPattern>,
    /// Of these instances; `None` is all, and also events of no instance.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// In this chat.
    pub chat_id: Option<ChatId>,
    /// About messages of this direction.
    pub direction: Option<Direction>,
    /// In chats of these types.
    pub chat_types: Vec<ChatType>,
}

impl Filter {
    /// Whether an event matches; `chat` is the type of its chat, where it has one.
    pub fn takes(&self, event: &Event, chat: Option<ChatType>) -> bool {
        self.takes_type(event)
            && self
                .instance_ids
                .as_ref()
                .is_none_or(|ids| event.instance_id.is_some_and(|instance| ids.contains(&instance)))
            && self.chat_id.is_none_or(|chat| event.chat_id == Some(chat))
            && self.direction.is_none_or(|wanted| event.direction == Some(wanted))
            && (self.chat_types.is_empty()
                || chat.is_some_and(|chat| self.chat_types.contains(&chat)))
    }

    fn takes_type(&self, event: &Event) -> bool {
        let (kind, name) = (event.event_type(), event.type_name());
        if self.events.is_empty() {
            return EventPattern::Any.takes_named(kind, name);
        }
        self.events.iter().any(|pattern| pattern.takes_named(kind, name))
    }

    /// Whether events of a type match, where the other conditions hold.
    pub fn takes_kind(&self, kind: EventType) -> bool {
        match self.events.as_slice() {
            [] => EventPattern::Any.takes(kind),
            events => events.iter().any(|pattern| pattern.takes(kind)),
        }
    }

    /// Whether the type of an event's chat must be known.
    pub const fn needs_chat_type(&self) -> bool {
        !self.chat_types.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{EventPattern, Filter};
    use crate::clock::Timestamp;
    use crate::conversation::ChatType;
    use crate::event::{AgentResumed, Event, EventType};
    use crate::ids::{EventId, InstanceId, TenantId};
    use uuid::Uuid;

    fn event() -> Event {
        let body = AgentResumed { chat: "c".to_owned() };
        Event::new(EventId(Uuid::nil()), TenantId::DEFAULT, body, Timestamp(0))
    }

    #[test]
    fn patterns_are_known_types_groups_of_them_or_all() {
        for text in ["*", "message.*", "message.received", "custom.webhook"] {
            assert_eq!(text.parse::<EventPattern>().expect("a pattern").to_string(), text);
        }
        for text in [
            "",
            "message",
            "message*",
            "massage.*",
            "message.gone",
            "presence.typing",
            "presence.*",
        ] {
            assert!(text.parse::<EventPattern>().is_err(), "{text}");
        }
        for text in [
            "presence.typing",
            "presence.*",
            "instance.qr_code",
            "agent.turn_changed",
            "view.changed",
            "view.*",
        ] {
            let refused = text.parse::<EventPattern>().expect_err("it leaves no row").to_string();
            assert!(refused.contains("only sockets receive them"), "{refused}");
        }
        assert!("instance.*".parse::<EventPattern>().is_ok(), "some of them are stored");
        let group: EventPattern = "message.*".parse().expect("a group");
        assert!(group.takes(EventType::MessageRead) && !group.takes(EventType::MediaReceived));
    }

    #[test]
    fn what_needs_a_scope_is_taken_where_it_is_named() {
        let taken = |text: &str, kind| text.parse::<EventPattern>().expect("a pattern").takes(kind);
        for kind in super::stored().filter(|kind| kind.scope().is_some()) {
            assert!(!taken("*", kind) && !Filter::default().takes_kind(kind), "{kind}");
            assert!(taken(kind.as_str(), kind), "{kind}");
        }
        assert!(taken("key.*", EventType::KeyCreated) && taken("user.*", EventType::UserDeleted));
        assert!(!taken("instance.*", EventType::InstanceCreated), "it has other types as well");
        assert!(taken("instance.*", EventType::InstanceConnected));
        assert!(taken("*", EventType::InstanceConnected));
        assert!(taken("ai_layer.*", EventType::ChatAiLayerUpdated));
        assert!(!taken("system.*", EventType::DeadLetterChanged), "it has other types as well");
    }

    #[test]
    fn every_condition_must_hold() {
        let all = Filter::default();
        assert!(all.takes(&event(), None));
        let instance = InstanceId(Uuid::from_u128(1));
        let of = Filter { instance_ids: Some(vec![instance]), ..Filter::default() };
        assert!(!of.takes(&event(), None), "it is of no instance");
        assert!(of.takes(&Event { instance_id: Some(instance), ..event() }, None));
        let groups = Filter { chat_types: vec![ChatType::Group], ..Filter::default() };
        assert!(groups.needs_chat_type());
        assert!(!groups.takes(&event(), None) && !groups.takes(&event(), Some(ChatType::Dm)));
        assert!(groups.takes(&event(), Some(ChatType::Group)));
        let typed = Filter { events: vec!["message.*".parse().expect("a group")], ..all };
        assert!(!typed.takes(&event(), None));
    }
}
