use super::open::Opened;
use crate::error::Error;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

/// The whole of a file that must be read as a whole.
pub(super) async fn collect(opened: Opened, limit: u64) -> Result<Bytes, Error> {
    let too_large = || Error::TooLarge { what: "the file", limit };
    if opened.size.is_some_and(|size| size > limit) {
        return Err(too_large());
    }
    let mut whole = BytesMut::new();
    let mut bytes = opened.bytes;
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|_| {
            Error::fetch_failed(opened.field.clone(), "the file could not be read to its end")
        })?;
        if (whole.len() + piece.len()) as u64 > limit {
            return Err(too_large());
        }
        whole.extend_from_slice(&piece);
    }
    if whole.is_empty() {
        return Err(Error::invalid(opened.field, "the file is empty"));
    }
    Ok(whole.freeze())
}
