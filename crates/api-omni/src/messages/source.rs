use omni_app::messages::MediaInput;
use omni_http::ApiError;

/// The file of a request: exactly one of `url` and `base64`.
pub(super) fn source(url: Option<String>, base64: Option<String>) -> Result<MediaInput, ApiError> {
    match (url, base64) {
        (Some(url), None) => Ok(MediaInput::Url(url)),
        (None, Some(base64)) => Ok(MediaInput::Base64(base64)),
        (Some(_), Some(_)) => Err(ApiError::invalid("url", "give `url` or `base64`, not both")),
        (None, None) => Err(ApiError::invalid("url", "give the file as `url` or as `base64`")),
    }
}

/// A form has the file itself.
pub(super) fn only_the_file(url: Option<&String>, base64: Option<&String>) -> Result<(), ApiError> {
    let name = if url.is_some() { "url" } else { "base64" };
    if url.is_none() && base64.is_none() {
        return Ok(());
    }
    Err(ApiError::invalid(name, "cannot be given in a form, whose field `file` is the file"))
}
