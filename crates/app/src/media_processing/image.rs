//! Pictures and stickers: their description.

use super::vision::{self, DESCRIPTION_TOKENS, Question};
use super::{Miss, Reading, audio, bytes, services};
use crate::app::App;
use crate::settings::Snapshot;
use omni_domain::conversation::Media;
use tokio_util::sync::CancellationToken;

/// What the services take.
const TYPES: &[&str] = &["image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif"];

pub(super) async fn read(
    app: &App,
    settings: &Snapshot<'_>,
    media: &Media,
    cancel: &CancellationToken,
) -> Result<Reading, Miss> {
    let mime_type = audio::essence(&media.mime_type);
    if !TYPES.contains(&mime_type.as_str()) {
        return Err(Miss::Unsupported(format!("pictures of type {mime_type} are not described")));
    }
    let services = services::set_up(app, settings, "media.image_providers", "vision_model")?;
    let stored = bytes::find(app, media, app.config.limits.processing_bytes).await?;
    let picture = bytes::attach(app, &stored, "picture".to_owned(), &mime_type);
    let prompt = vision::prompt(settings, "prompt.image_description");
    vision::describe(app, &services, DESCRIPTION_TOKENS, cancel, |service| {
        let (files, prompt) = (vec![picture.clone()], prompt.clone());
        async move { Ok(Question { address: service.address.clone(), files, prompt }) }
    })
    .await
}
