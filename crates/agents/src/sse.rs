//! Server-sent events, from pieces of any size.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

/// An event's data was larger than allowed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// One event of a stream.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its name, if it has one.
    pub(crate) name: Option<String>,
    /// Its data.
    pub(crate) data: Vec<u8>,
}

/// Cuts a byte stream into events. Pieces may end anywhere: inside a line, between the two bytes
/// of a line end, inside a character.
#[derive(Debug)]
pub(crate) struct SseParser {
    line: Vec<u8>,
    data: Option<Vec<u8>>,
    name: Option<String>,
    after_cr: bool,
    at_start: bool,
    limit: usize,
}

impl SseParser {
    /// `limit` bounds one line and one event's data.
    pub(crate) const fn new(limit: usize) -> Self {
        Self { line: Vec::new(), data: None, name: None, after_cr: false, at_start: true, limit }
    }

    /// Takes a piece and appends every event that is now whole.
    pub(crate) fn push(&mut self, piece: &[u8], events: &mut Vec<Event>) -> Result<(), TooLong> {
        for &byte in piece {
            let after_cr = std::mem::take(&mut self.after_cr);
            match byte {
                // The second half of CR LF.
                b'\n' if after_cr => {}
                b'\r' | b'\n' => {
                    self.after_cr = byte == b'\r';
                    self.end_line(events)?;
                }
                _ if self.line.len() >= self.limit => return Err(TooLong),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    /// The stream has ended. The specification discards an event without its blank line; servers
    /// that close right after `data: [DONE]` send it all the same.
    pub(crate) fn finish(&mut self, events: &mut Vec<Event>) -> Result<(), TooLong> {
        if !self.line.is_empty() {
            self.end_line(events)?;
        }
        self.dispatch(events);
        Ok(())
    }

    fn dispatch(&mut self, events: &mut Vec<Event>) {
        let name = self.name.take();
        events.extend(self.data.take().map(|data| Event { name, data }));
    }

    fn end_line(&mut self, events: &mut Vec<Event>) -> Result<(), TooLong> {
        let line = std::mem::take(&mut self.line);
        let mut line = &line[..];
        if std::mem::take(&mut self.at_start) {
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        if line.is_empty() {
            self.dispatch(events);
            return Ok(());
        }
        if let Some(name) = field(line, b"event") {
            self.name = Some(String::from_utf8_lossy(name).into_owned());
            return Ok(());
        }
        // Comments (keep-alives) and the other fields are not needed.
        let Some(value) = field(line, b"data") else { return Ok(()) };
        let data = self.data.get_or_insert_default();
        if !data.is_empty() {
            data.push(b'\n');
        }
        if data.len() + value.len() > self.limit {
            return Err(TooLong);
        }
        data.extend_from_slice(value);
        Ok(())
    }
}

/// The value of a line if it is that field.
fn field<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    match line.strip_prefix(name)? {
        [] => Some(&[]),
        [b':', b' ', rest @ ..] | [b':', rest @ ..] => Some(rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{SseParser, TooLong};

    const STREAM: &str = "\u{feff}: hello\r\n\r\ndata: one\r\n\r\nevent: x\ndata:two\ndata: zwölf\n\
                          id: 3\n\n:keep-alive\n\ndataset: no\ndata\n\ndata: [DONE]";

    fn parse(pieces: &[&[u8]]) -> Vec<String> {
        let mut parser = SseParser::new(1000);
        let mut events = Vec::new();
        for piece in pieces {
            parser.push(piece, &mut events).unwrap();
        }
        parser.finish(&mut events).unwrap();
        let text = |data| String::from_utf8(data).unwrap();
        let named = |event: super::Event| match event.name {
            Some(name) => format!("{name}>{}", text(event.data)),
            None => text(event.data),
        };
        events.into_iter().map(named).collect()
    }

    #[test]
    fn a_stream_split_anywhere_gives_the_same_events() {
        for stream in [STREAM.to_owned(), STREAM.replace("\r\n", "\r").replace('\n', "\r\n")] {
            let bytes = stream.as_bytes();
            let whole = parse(&[bytes]);
            assert_eq!(whole, ["one", "x>two\nzwölf", "", "[DONE]"]);
            for at in 0..=bytes.len() {
                assert_eq!(parse(&[&bytes[..at], &bytes[at..]]), whole, "split at {at}");
            }
            let singles: Vec<&[u8]> = bytes.chunks(1).collect();
            assert_eq!(parse(&singles), whole);
        }
    }

    #[test]
    fn endless_lines_and_endless_events_are_refused() {
        let mut events = Vec::new();
        assert_eq!(SseParser::new(10).push(b"data: 123456789", &mut events), Err(TooLong));
        let mut parser = SseParser::new(10);
        let pushed = (0..10).try_for_each(|_| parser.push(b"data:abc\n", &mut events));
        assert_eq!(pushed, Err(TooLong));
        // Any number of comments is accepted: none of them is kept.
        let mut parser = SseParser::new(10);
        assert_eq!((0..1000).try_for_each(|_| parser.push(b": ok\n\n", &mut events)), Ok(()));
    }
}
