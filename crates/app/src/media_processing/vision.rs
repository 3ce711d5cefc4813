//! Descriptions of files by vision models: pictures, videos and scanned documents.

use super::attempts::first_answer;
use super::services::Service;
use super::{Miss, Reading, cost};
use crate::app::App;
use crate::settings::Snapshot;
use omni_agents::{AgentError, Attachment, Describe, Description, ModelAddress};
use tokio_util::sync::CancellationToken;

/// Tokens of a description. Reasoning models spend some of them before the answer.
pub(super) const DESCRIPTION_TOKENS: u32 = 4096;
/// Tokens of a document's text: some ten pages.
pub(super) const DOCUMENT_TOKENS: u32 = 8192;
/// Gemini takes requests up to 20 MB; base64 makes four bytes of three, and there is text.
pub(super) const GEMINI_BYTES: u64 = 14 * 1024 * 1024;

/// A request to one service: its address, prompt and files.
pub(super) struct Question {
    pub(super) address: ModelAddress,
    pub(super) files: Vec<Attachment>,
    pub(super) prompt: String,
}

/// Requests the services in their order; `question` builds each request, or returns why not.
pub(super) async fn describe<'a, F, Fut>(
    app: &App,
    services: &'a [Service],
    max_tokens: u32,
    cancel: &CancellationToken,
    question: F,
) -> Result<Reading, Miss>
where
    F: Fn(&'a Service) -> Fut + Send + Sync,
    Fut: Future<Output = Result<Question, String>> + Send,
{
    let question = &question;
    let ask = |service: &'a Service| async move {
        let asked = question(service).await.map_err(AgentError::Invalid)?;
        let what = Describe {
            files: asked.files,
            prompt: asked.prompt,
            max_tokens,
            timeout: app.config.media.processing_timeout,
        };
        app.models.describe(&asked.address, what, cancel).await
    };
    let (description, service) = first_answer(services, cancel, ask).await?;
    Ok(reading(&description, service))
}

fn reading(description: &Description, service: &Service) -> Reading {
    let (input, output) = (description.input_tokens, description.output_tokens);
    let model = service.address.model.clone();
    Reading {
        content: omni_documents::clip(&description.text),
        cost_micros: cost::of_tokens(&model, input, output),
        model: Some(model),
        provider: Some(service.name.clone()),
        language: None,
        tokens: input.saturating_add(output),
    }
}

/// The prompt of a request.
pub(super) fn prompt(settings: &Snapshot<'_>, key: &str) -> String {
    settings.text(key).unwrap_or_default().to_owned()
}
