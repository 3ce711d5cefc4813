//! Documents: their text, extracted here. A document without text is sent to a vision model.

mod extract;
mod scan;
mod text;

pub(crate) use text::text_of;

use super::{Miss, Reading, bytes};
use crate::app::App;
use crate::settings::Snapshot;
use omni_documents::{Format, Show};
use omni_domain::conversation::Media;
use tokio_util::sync::CancellationToken;

pub(super) async fn read(
    app: &App,
    settings: &Snapshot<'_>,
    media: &Media,
    cancel: &CancellationToken,
) -> Result<Reading, Miss> {
    let stored = bytes::find(app, media, app.config.limits.processing_bytes).await?;
    let file = bytes::load(app, &stored).await?;
    let format = Format::of(&media.mime_type, media.file_name.as_deref(), &file);
    let format = format.ok_or_else(|| unknown(media))?;
    let found = extract::extract(app, format, file.clone()).await?;
    let files = match found.show {
        Show::Nothing => Vec::new(),
        Show::Itself => vec![scan::itself(format, media, file)],
        Show::Pictures(pictures) => scan::pictures(pictures),
    };
    if files.is_empty() {
        return local(found.text);
    }
    match scan::read(app, settings, files, cancel).await {
        // Little text is better than none.
        Err(Miss::Failed(_) | Miss::Unsupported(_)) if !found.text.is_empty() => local(found.text),
        other => other,
    }
}

fn local(content: String) -> Result<Reading, Miss> {
    if content.is_empty() {
        return Err(Miss::Failed("the document holds no text".to_owned()));
    }
    Ok(Reading { content, provider: Some("local".to_owned()), ..Reading::default() })
}

fn unknown(media: &Media) -> Miss {
    Miss::Unsupported(format!(
        "documents of type {} are not read; PDF, DOCX, XLSX, CSV, HTML, text, Markdown, JSON and \
         pictures are",
        super::audio::essence(&media.mime_type)
    ))
}
