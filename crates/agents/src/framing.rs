//! The boundaries of events in a stream.
//!
//! Most protocols frame as server-sent events. Agno 1.x announces those and sends JSON objects one
//! after the other, with nothing or a line end between them.

use crate::sse::{Event, SseParser, TooLong};

/// Cuts a stream into events in whichever framing it has.
#[derive(Debug)]
pub(crate) enum Framer {
    /// Only white space has arrived.
    Unknown { limit: usize, start: Vec<u8> },
    /// Server-sent events.
    Sse(SseParser),
    /// Bare JSON objects.
    Objects(Objects),
}

impl Framer {
    /// `limit` bounds one event.
    pub(crate) const fn new(limit: usize) -> Self {
        Self::Unknown { limit, start: Vec::new() }
    }

    /// Takes a piece and appends every event that is now whole.
    pub(crate) fn push(&mut self, piece: &[u8], events: &mut Vec<Event>) -> Result<(), TooLong> {
        match self {
            Self::Sse(parser) => parser.push(piece, events),
            Self::Objects(objects) => objects.push(piece, events),
            Self::Unknown { limit, start } => {
                start.extend_from_slice(piece);
                let Some(first) = start.iter().find(|byte| !byte.is_ascii_whitespace()) else {
                    return if start.len() > *limit { Err(TooLong) } else { Ok(()) };
                };
                // No field of an event stream begins with a brace.
                let mut framer = match first {
                    b'{' => Self::Objects(Objects::new(*limit)),
                    _ => Self::Sse(SseParser::new(*limit)),
                };
                let pushed = framer.push(&std::mem::take(start), events);
                *self = framer;
                pushed
            }
        }
    }

    /// The stream has ended.
    pub(crate) fn finish(&mut self, events: &mut Vec<Event>) -> Result<(), TooLong> {
        match self {
            Self::Sse(parser) => parser.finish(events),
            Self::Unknown { .. } | Self::Objects(_) => Ok(()),
        }
    }
}

/// JSON objects one after the other.
#[derive(Debug)]
pub(crate) struct Objects {
    object: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    limit: usize,
}

impl Objects {
    const fn new(limit: usize) -> Self {
        Self { object: Vec::new(), depth: 0, in_string: false, escaped: false, limit }
    }

    fn push(&mut self, piece: &[u8], events: &mut Vec<Event>) -> Result<(), TooLong> {
        for &byte in piece {
            if self.depth == 0 && byte != b'{' {
                continue;
            }
            if self.object.len() >= self.limit {
                return Err(TooLong);
            }
            self.object.push(byte);
            self.step(byte);
            if self.depth == 0 {
                let data = std::mem::take(&mut self.object);
                events.push(Event { name: None, data });
            }
        }
        Ok(())
    }

    const fn step(&mut self, byte: u8) {
        if self.in_string {
            let escaped = self.escaped;
            self.escaped = !escaped && byte == b'\\';
            self.in_string = escaped || byte != b'"';
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Framer, TooLong};

    fn parse(pieces: &[&[u8]]) -> Vec<String> {
        let mut framer = Framer::new(100);
        let mut events = Vec::new();
        for piece in pieces {
            framer.push(piece, &mut events).unwrap();
        }
        framer.finish(&mut events).unwrap();
        events.into_iter().map(|event| String::from_utf8(event.data).unwrap()).collect()
    }

    #[test]
    fn objects_one_after_the_other_are_cut_anywhere() {
        let stream = r#" {"a":"}{\"\\"}{"b":[{"c":"ü"}]}
            {"d":1} {"cut":"#;
        let bytes = stream.as_bytes();
        let whole = parse(&[bytes]);
        assert_eq!(whole, [r#"{"a":"}{\"\\"}"#, r#"{"b":[{"c":"ü"}]}"#, r#"{"d":1}"#]);
        for at in 0..=bytes.len() {
            assert_eq!(parse(&[&bytes[..at], &bytes[at..]]), whole, "split at {at}");
        }
    }

    #[test]
    fn events_are_still_events() {
        assert_eq!(parse(&[b"\n\nda", b"ta: {}\n\n"]), ["{}"]);
        let mut events = Vec::new();
        assert_eq!(Framer::new(5).push(b"{\"abcdefg", &mut events), Err(TooLong));
        assert_eq!(Framer::new(5).push(b"          ", &mut events), Err(TooLong));
    }
}
