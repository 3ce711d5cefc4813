//! Models that read media: voice notes to text, pictures, videos and scanned documents to
//! descriptions. Any server with `OpenAI`'s `/audio/transcriptions` and `/chat/completions` will
//! do; Groq, `OpenAI` and Gemini have them. Gemini's own API is supported as well: it alone takes
//! videos.

mod describe;
mod gemini;
mod transcribe;

pub use describe::{Describe, Description};
pub use transcribe::{Transcribe, Transcript};

use crate::address::{base_url, bearer, below, key_header};
use crate::error::AgentError;
use crate::{http, run};
use reqwest::RequestBuilder;
use reqwest::header::AUTHORIZATION;
use std::fmt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// An answer is read up to this size.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The API of a server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MediaApi {
    /// `OpenAI`'s, and that of all compatible servers.
    #[default]
    OpenAi,
    /// Google's, for Gemini.
    Gemini,
}

/// A server with models, and the model to use.
#[derive(Clone)]
pub struct ModelAddress {
    /// The base URL, below which the API's paths are, such as `https://api.openai.com/v1`.
    pub base_url: String,
    /// The key, if the server requires one.
    pub api_key: Option<String>,
    /// The model.
    pub model: String,
    /// Its API.
    pub api: MediaApi,
}

impl fmt::Debug for ModelAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModelAddress")
            .field("has_key", &self.api_key.is_some())
            .field("model", &self.model)
            .field("api", &self.api)
            .finish_non_exhaustive()
    }
}

/// Sends requests to models. Cheap to clone.
#[derive(Debug, Clone)]
pub struct MediaModels {
    http: reqwest::Client,
}

impl MediaModels {
    /// All requests use this HTTP client; it decides which addresses may be reached.
    pub const fn new(http: reqwest::Client) -> Self {
        Self { http }
    }

    /// Checks the key: requests the list of models, which costs nothing.
    pub async fn check_key(
        &self,
        address: &ModelAddress,
        timeout: Duration,
    ) -> Result<(), AgentError> {
        let url = below(&base_url(&address.base_url)?, &["models"])?;
        let call = authorized(address, self.http.get(url))?;
        let asked = async { http::sent(call).await.map(drop) };
        run::bounded(timeout, &CancellationToken::new(), asked).await
    }

    async fn ask(
        &self,
        address: &ModelAddress,
        call: RequestBuilder,
        timeout: Duration,
        cancel: &CancellationToken,
    ) -> Result<Vec<u8>, AgentError> {
        let call = authorized(address, call)?;
        let asked = async { http::read(http::sent(call).await?, MAX_ANSWER_BYTES).await };
        run::bounded(timeout, cancel, asked).await
    }
}

fn authorized(address: &ModelAddress, call: RequestBuilder) -> Result<RequestBuilder, AgentError> {
    let Some(key) = address.api_key.as_deref() else { return Ok(call) };
    Ok(match address.api {
        MediaApi::OpenAi => call.header(AUTHORIZATION, bearer(key)?),
        MediaApi::Gemini => call.header("x-goog-api-key", key_header(key)?),
    })
}
