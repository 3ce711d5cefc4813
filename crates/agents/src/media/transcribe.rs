//! `POST {base}/audio/transcriptions`.

use super::{MediaModels, ModelAddress};
use crate::address::{base_url, below};
use crate::attachment::Attachment;
use crate::body::sized;
use crate::error::AgentError;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use std::fmt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A sound to be transcribed. It is streamed from its source into the request and is never held
/// whole.
#[derive(Clone)]
pub struct Transcribe {
    /// The sound. Servers recognise the format by the extension of its name.
    pub sound: Attachment,
    /// Two or three letters, if it is known.
    pub language: Option<String>,
    /// Time limit of the whole answer.
    pub timeout: Duration,
}

impl fmt::Debug for Transcribe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcribe").field("sound", &self.sound).finish_non_exhaustive()
    }
}

/// A transcription.
#[derive(Clone, PartialEq)]
pub struct Transcript {
    /// The text; never blank.
    pub text: String,
    /// The detected language, if the server reports it.
    pub language: Option<String>,
    /// Seconds of sound, if the server reports them.
    pub duration: Option<f64>,
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcript")
            .field("bytes", &self.text.len())
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Answer {
    text: String,
    language: Option<String>,
    duration: Option<f64>,
}

impl MediaModels {
    /// Transcribes a sound.
    pub async fn transcribe(
        &self,
        address: &ModelAddress,
        what: Transcribe,
        cancel: &CancellationToken,
    ) -> Result<Transcript, AgentError> {
        let url = below(&base_url(&address.base_url)?, &["audio", "transcriptions"])?;
        let sound = &what.sound;
        let stream = reqwest::Body::wrap_stream(sized(sound));
        let part = Part::stream_with_length(stream, sound.size).file_name(sound.name.clone());
        let part = part.mime_str(&sound.essence()).map_err(|_| {
            AgentError::Invalid(format!("`{}` is not a MIME type", sound.essence()))
        })?;
        // Only whisper models report language and duration; others refuse the request for them.
        let format = if address.model.contains("whisper") { "verbose_json" } else { "json" };
        let mut form = Form::new()
            .text("model", address.model.clone())
            .text("response_format", format)
            .part("file", part);
        if let Some(language) = what.language {
            form = form.text("language", language);
        }
        let call = self.http.post(url).multipart(form);
        let body = self.ask(address, call, what.timeout, cancel).await?;
        let answer: Answer = serde_json::from_slice(&body)
            .map_err(|_| AgentError::BadAnswer("it is no transcription".to_owned()))?;
        let text = answer.text.trim();
        if text.is_empty() {
            return Err(AgentError::EmptyAnswer);
        }
        Ok(Transcript {
            text: text.to_owned(),
            language: answer.language.filter(|language| !language.is_empty()),
            duration: answer.duration.filter(|seconds| seconds.is_finite() && *seconds >= 0.0),
        })
    }
}
