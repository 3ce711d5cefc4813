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

#[cfg(test)]
mod tests {
    use super::refused;
    use crate::error::{Error, Field};
    use omni_channel::ChannelError;

    #[test]
    fn only_a_picture_that_was_given_is_refused() {
        let answer = |code: &str, has_picture| {
            let (code, message) = (code.to_owned(), String::new());
            refused(ChannelError::Rejected { code, message }, has_picture)
        };
        let is_picture =
            |error: &Error| matches!(error, Error::Invalid { field: Field::NewsletterPicture, .. });
        assert!(is_picture(&answer("406", true)) && is_picture(&answer("400", true)));
        assert!(!is_picture(&answer("404", true)) && !is_picture(&answer("406", false)));
    }
}
