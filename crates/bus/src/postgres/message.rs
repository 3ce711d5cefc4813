//! The messages of nodes: `<node>|<kind>|<rest>`.

use super::parts::Part;
use crate::topic::Topic;

/// A message. `Event` holds sealed JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Message<'a> {
    /// An event.
    Event(&'a str),
    /// A part of an event.
    Part(Part<'a>),
    /// So many events were not sent; 0 if unknown.
    Gap(u64),
    /// There may be work.
    Wake(Topic),
    /// The sender's own listener receives it: both connections work.
    Probe,
}

impl<'a> Message<'a> {
    pub(super) fn write(&self, node: &str) -> String {
        match self {
            Self::Event(json) => format!("{node}|e|{json}"),
            Self::Part(part) => {
                format!("{node}|p|{}|{}|{}|{}", part.id, part.index, part.count, part.text)
            }
            Self::Gap(missed) => format!("{node}|g|{missed}"),
            Self::Wake(topic) => format!("{node}|w|{}", topic.name()),
            Self::Probe => format!("{node}|i|"),
        }
    }

    /// The sender and the message; `None` if a node of another version sent something unknown.
    pub(super) fn read(text: &'a str) -> Option<(&'a str, Self)> {
        let (node, rest) = text.split_once('|')?;
        let (kind, rest) = rest.split_once('|')?;
        let message = match kind {
            "e" => Self::Event(rest),
            "p" => {
                let mut fields = rest.splitn(4, '|');
                let id = fields.next()?.parse().ok()?;
                let index = fields.next()?.parse().ok()?;
                let count = fields.next()?.parse().ok()?;
                Self::Part(Part { id, index, count, text: fields.next()? })
            }
            "g" => Self::Gap(rest.parse().unwrap_or_default()),
            "w" => Self::Wake(Topic::parse(rest)?),
            "i" => Self::Probe,
            _ => return None,
        };
        Some((node, message))
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, Part};
    use crate::topic::Topic;

    #[test]
    fn what_is_written_is_read() {
        let part = Part { id: 7, index: 1, count: 3, text: r#"a|b"c"# };
        for message in [
            Message::Event(r#"{"text":"a|b"}"#),
            Message::Part(part),
            Message::Gap(3),
            Message::Wake(Topic::Sessions),
            Message::Probe,
        ] {
            let text = message.write("0a1b");
            assert_eq!(Message::read(&text), Some(("0a1b", message)));
        }
        assert_eq!(Message::read("0a1b|later|x"), None);
        assert_eq!(Message::read("no message"), None);
    }
}
