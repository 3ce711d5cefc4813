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
