//! The text of a document that belongs to no message.

use super::super::Miss;
use super::extract;
use crate::app::App;
use crate::error::Error;
use bytes::Bytes;
use omni_documents::{Format, Show};

/// The text of a file, or why there is none. No model is asked: of pictures and scans there is none.
pub(crate) async fn text_of(
    app: &App,
    mime_type: &str,
    name: Option<&str>,
    file: Bytes,
) -> Result<Result<String, String>, Error> {
    let format = Format::of(mime_type, name, &file).filter(|format| *format != Format::Picture);
    let Some(format) = format else {
        return Ok(Err(
            "files of this kind are not accepted; text, Markdown, HTML, CSV, JSON, PDF, DOCX and XLSX are"
                .to_owned(),
        ));
    };
    match extract::extract(app, format, file).await {
        Ok(found) if found.show != Show::Nothing => {
            Ok(Err("it holds no text, only pictures of it".to_owned()))
        }
        Ok(found) if omni_documents::is_partial(&found.text) => {
            Ok(Err("only a part of it can be read; split it into several files".to_owned()))
        }
        Ok(found) => Ok(Ok(found.text)),
        Err(Miss::Failed(why) | Miss::Unsupported(why)) => Ok(Err(why)),
        Err(Miss::Interrupted) => Err(extract::busy()),
        Err(Miss::Fault(error)) => Err(error),
    }
}
