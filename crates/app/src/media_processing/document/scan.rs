//! Documents without text of their own: scans, and pictures that were sent as documents.

use super::super::vision::{self, DOCUMENT_TOKENS, GEMINI_BYTES, Question};
use super::super::{Miss, Reading, audio, services};
use crate::app::App;
use crate::settings::Snapshot;
use bytes::Bytes;
use omni_agents::Attachment;
use omni_documents::{Format, Picture, picture_type};
use omni_domain::conversation::Media;
use tokio_util::sync::CancellationToken;

/// The document as it was received.
pub(super) fn itself(format: Format, media: &Media, file: Bytes) -> Attachment {
    let stated = audio::essence(&media.mime_type);
    let (name, mime_type) = match format {
        Format::Picture if stated.starts_with("image/") => ("picture", stated),
        // A picture by its name alone is checked by its bytes.
        Format::Picture => ("picture", picture_type(&file).unwrap_or("image/jpeg").to_owned()),
        _ => ("document.pdf", "application/pdf".to_owned()),
    };
    Attachment::from_bytes(name, mime_type, file)
}

/// The pictures in a document.
pub(super) fn pictures(pictures: Vec<Picture>) -> Vec<Attachment> {
    let attach = |picture: Picture| {
        Attachment::from_bytes("picture", picture.mime_type, Bytes::from(picture.bytes))
    };
    pictures.into_iter().map(attach).collect()
}

/// Requests their text. Gemini takes documents on its own API only.
pub(super) async fn read(
    app: &App,
    settings: &Snapshot<'_>,
    files: Vec<Attachment>,
    cancel: &CancellationToken,
) -> Result<Reading, Miss> {
    let services = services::set_up(app, settings, "media.image_providers", "vision_model")
        .map_err(|miss| match miss {
            Miss::Failed(why) => Miss::Failed(format!(
                "the document holds no text, only pictures of it, and {why}, such as \
                 gemini.api_key"
            )),
            other => other,
        })?;
    let prompt = vision::prompt(settings, "prompt.document_ocr");
    let size: u64 = files.iter().map(|file| file.size).sum();
    let all_pictures = files.iter().all(|file| file.mime_type.starts_with("image/"));
    vision::describe(app, &services, DOCUMENT_TOKENS, cancel, |service| {
        let (files, prompt) = (files.clone(), prompt.clone());
        let own = service.own_api().filter(|_| !all_pictures);
        let too_large = own.is_some() && size > GEMINI_BYTES;
        let address = own.unwrap_or_else(|| service.address.clone());
        async move {
            if too_large {
                return Err(format!("Gemini reads documents up to {GEMINI_BYTES} bytes"));
            }
            Ok(Question { address, files, prompt })
        }
    })
    .await
}
