//! Videos: their description.

use super::services::Service;
use super::vision::{self, DESCRIPTION_TOKENS, GEMINI_BYTES, Question};
use super::{Miss, Reading, audio, bytes, frames, services};
use crate::app::App;
use crate::settings::Snapshot;
use omni_agents::Attachment;
use omni_domain::conversation::Media;
use omni_domain::message::Message;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

/// The text about stills, after the prompt.
const STILLS: &str = "The pictures are stills of the video, in order.";

/// Gemini takes the video itself. The others are sent stills of it, which ffmpeg takes once, and
/// only if they are needed.
pub(super) async fn read(
    app: &App,
    settings: &Snapshot<'_>,
    media: &Media,
    message: Option<&Message>,
    cancel: &CancellationToken,
) -> Result<Reading, Miss> {
    let services = services::set_up(app, settings, "media.image_providers", "vision_model")?;
    let stored = bytes::find(app, media, app.config.limits.media_bytes).await?;
    let mime_type = match audio::essence(&media.mime_type).as_str() {
        "" | "application/octet-stream" => "video/mp4".to_owned(),
        stated => stated.to_owned(),
    };
    let prompt = vision::prompt(settings, "prompt.video_description");
    let seconds = message.and_then(|message| message.content.media()?.duration_seconds);
    let whole = bytes::attach(app, &stored, "video".to_owned(), &mime_type);
    let fits = stored.size <= GEMINI_BYTES.min(app.config.limits.processing_bytes);
    let stills: OnceCell<Result<Vec<Attachment>, String>> = OnceCell::new();
    let question = |service: &Service| {
        let own = service.own_api().filter(|_| fits);
        let (address, whole, prompt) = (service.address.clone(), whole.clone(), prompt.clone());
        let (stills, stored) = (&stills, &stored);
        async move {
            if let Some(address) = own {
                return Ok(Question { address, files: vec![whole], prompt });
            }
            let taken = stills.get_or_init(|| frames::take(app, stored, seconds)).await;
            let prompt = format!("{prompt}\n{STILLS}");
            Ok(Question { address, files: taken.clone()?, prompt })
        }
    };
    vision::describe(app, &services, DESCRIPTION_TOKENS, cancel, question).await
}
