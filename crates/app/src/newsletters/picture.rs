use crate::app::App;
use crate::error::{Error, Field};
use crate::images;
use crate::messages::bytes_of;
use omni_channel::{ChannelError, Picture};

/// The picture of a newsletter, from a URL or base64.
pub(super) async fn read(app: &App, text: &str) -> Result<Picture, Error> {
    let bytes = bytes_of(app, Field::NewsletterPicture, text, images::MAX_BYTES).await?;
    Ok(Picture(images::avatar(Field::NewsletterPicture, bytes).await?))
}

/// The network has a code for a picture that it does not accept.
pub(super) fn refused(error: ChannelError, has_picture: bool) -> Error {
    match error {
        ChannelError::Rejected { code, .. } if has_picture && (code == "406" || code == "400") => {
            let why = "the network refused this picture; try another one";
            Error::invalid(Field::NewsletterPicture, why)
        }
        other => other.into(),
    }
}
