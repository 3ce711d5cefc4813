//! Reading an answer, whole or streamed, of any protocol.

use crate::client::OnDelta;
use crate::error::AgentError;
use crate::framing::Framer;
use crate::hidden::Hidden;
use crate::http;
use crate::request::AgentReply;
use crate::sse::Event;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Room for what surrounds the text: ids, log probabilities, a model's reasoning.
const OVERHEAD: usize = 256 * 1024;
/// JSON may write one byte of text as six (`\u0001`).
const ESCAPED: usize = 6;
/// For usage and the end mark once the text is complete. Some servers send neither and keep the
/// connection open.
const TAIL_WAIT: Duration = Duration::from_secs(2);

/// The position in a stream after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// In the text.
    More,
    /// After the text: errors from now on do not matter.
    Finished,
    /// At the end.
    Done,
}

/// The form of a protocol's answers.
pub(crate) trait Wire: Send {
    /// Takes one event of a stream.
    fn event(&mut self, event: &Event, text: &mut Text<'_>) -> Result<Step, AgentError>;

    /// Takes a whole body.
    fn whole(&mut self, body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError>;

    /// The stream has ended without an end mark.
    fn ended(&mut self, _text: &mut Text<'_>) -> Result<(), AgentError> {
        Err(AgentError::BadAnswer("the stream ended before the answer".to_owned()))
    }
}

/// The answer besides the text.
#[derive(Debug, Default)]
pub(crate) struct Meta {
    pub(crate) model: Option<String>,
    pub(crate) input_tokens: Option<u64>,
    pub(crate) output_tokens: Option<u64>,
}

/// The text so far, without what is not for the reader.
pub(crate) struct Text<'a> {
    so_far: String,
    hidden: Hidden,
    has_begun: bool,
    declined: bool,
    limit: usize,
    on_delta: OnDelta<'a>,
}

impl<'a> Text<'a> {
    pub(crate) fn new(limit: usize, on_delta: OnDelta<'a>) -> Self {
        Self {
            so_far: String::new(),
            hidden: Hidden::default(),
            has_begun: false,
            declined: false,
            limit,
            on_delta,
        }
    }

    pub(crate) fn push(&mut self, piece: &str) -> Result<(), AgentError> {
        self.has_begun |= !piece.is_empty();
        let shown = self.hidden.push(piece);
        if shown.forget {
            // What a stream has handed out by now cannot be taken back.
            self.so_far.clear();
        }
        self.show(&shown.text)
    }

    fn show(&mut self, piece: &str) -> Result<(), AgentError> {
        if piece.is_empty() {
            return Ok(());
        }
        if self.so_far.len() + piece.len() > self.limit {
            return Err(AgentError::TooLarge { limit: self.limit });
        }
        (self.on_delta)(piece);
        self.so_far.push_str(piece);
        Ok(())
    }

    /// The bound on the text, bytes.
    pub(crate) const fn limit(&self) -> usize {
        self.limit
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.so_far.trim().is_empty()
    }

    /// Whether anything has come, shown or not.
    pub(crate) const fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// The provider marks the answer as a refusal: its text is not for the reader.
    pub(crate) const fn decline(&mut self) {
        self.declined = true;
    }

    /// The whole text, once all of it has come; empty if it is blank or a refusal.
    pub(crate) fn into_content(mut self) -> Result<String, AgentError> {
        let rest = self.hidden.finish();
        self.show(&rest)?;
        if self.declined || self.is_blank() {
            return Ok(String::new());
        }
        Ok(self.so_far)
    }

    pub(crate) fn into_reply(
        self,
        meta: Meta,
        latency: Duration,
    ) -> Result<AgentReply, AgentError> {
        Ok(AgentReply {
            text: self.into_content()?,
            model: meta.model,
            input_tokens: meta.input_tokens,
            output_tokens: meta.output_tokens,
            latency,
            facts: Vec::new(),
            unreachable_tools: Vec::new(),
            called_tools: Vec::new(),
        })
    }
}

/// Reads in the form the server chose, which is not always the requested one.
pub(crate) async fn read(
    response: Response,
    asked_for_stream: bool,
    wire: &mut dyn Wire,
    text: &mut Text<'_>,
) -> Result<(), AgentError> {
    let limit = text.limit;
    let body_limit = limit.saturating_mul(ESCAPED).saturating_add(OVERHEAD);
    if is_stream(&response, asked_for_stream) {
        return read_stream(response, Framer::new(body_limit), wire, text).await;
    }
    let body = http::read(response, body_limit).await.map_err(|error| match error {
        AgentError::TooLarge { .. } => AgentError::TooLarge { limit },
        other => other,
    })?;
    wire.whole(&body, text)
}

async fn read_stream(
    mut response: Response,
    mut framer: Framer,
    wire: &mut dyn Wire,
    text: &mut Text<'_>,
) -> Result<(), AgentError> {
    let mut events = Vec::new();
    let mut finished = false;
    loop {
        let piece = if finished {
            match tokio::time::timeout(TAIL_WAIT, response.chunk()).await {
                Ok(Ok(piece)) => piece,
                Ok(Err(_)) | Err(_) => return Ok(()),
            }
        } else {
            response.chunk().await.map_err(|error| http::transport(&error))?
        };
        let parsed = match &piece {
            Some(piece) => framer.push(piece, &mut events),
            None => framer.finish(&mut events),
        };
        parsed.map_err(|_| AgentError::TooLarge { limit: text.limit })?;
        for event in events.drain(..) {
            match wire.event(&event, text)? {
                Step::More => {}
                Step::Finished => finished = true,
                Step::Done => return Ok(()),
            }
        }
        if piece.is_none() {
            return if finished { Ok(()) } else { wire.ended(text) };
        }
    }
}

fn is_stream(response: &Response, asked: bool) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    if kind.starts_with("text/event-stream") {
        true
    } else if kind.contains("json") {
        false
    } else {
        asked
    }
}

/// Reads JSON; the error does not quote it, as serde's own would.
pub(crate) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AgentError> {
    serde_json::from_slice(bytes).map_err(|error| {
        AgentError::BadAnswer(match error.classify() {
            serde_json::error::Category::Data => "JSON of another shape".to_owned(),
            _ => "not JSON".to_owned(),
        })
    })
}
