use crate::app::App;
use crate::error::{Error, Field};
use crate::messages::requests::MediaInput;
use futures::StreamExt;

/// Reads an upload to its end, within the bound of a file, and keeps nothing of it.
pub(in crate::messages) async fn read_through(
    app: &App,
    input: &mut MediaInput,
) -> Result<(), Error> {
    let MediaInput::Stream { bytes, .. } = input else { return Ok(()) };
    let limit = app.config.limits.media_bytes;
    let mut size = 0_u64;
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|_| {
            Error::fetch_failed(Field::FileUpload, "the file could not be read to its end")
        })?;
        size += piece.len() as u64;
        if size > limit {
            return Err(Error::TooLarge { what: "the file", limit });
        }
    }
    Ok(())
}
