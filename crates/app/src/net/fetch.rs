//! Fetching a file that a request names, as a stream.

use crate::app::App;
use crate::error::{Error, Field};
use futures::{StreamExt, TryStreamExt};
use omni_channel::MediaStream;

/// An open file.
#[expect(missing_debug_implementations, reason = "a stream has nothing to show")]
pub struct Fetched {
    /// MIME type, as the server reports it.
    pub mime_type: Option<String>,
    /// Bytes, as the server reports them.
    pub size: Option<u64>,
    /// The name in the address, if it has one.
    pub file_name: Option<String>,
    /// The bytes.
    pub bytes: MediaStream,
}

/// Opens `text` (a URL, given in `field`) through the guard.
pub async fn fetch(app: &App, field: &Field, text: &str) -> Result<Fetched, Error> {
    let refused = |message: String| Error::fetch_failed(field.clone(), message);
    let url = app.guard.check(text).map_err(|why| refused(why.to_string()))?;
    let file_name = url
        .path_segments()
        .and_then(|mut segments| segments.next_back())
        .filter(|name| name.contains('.') && name.len() <= 255)
        .map(str::to_owned);
    let request = app.guard.client().get(url).send();
    let response = tokio::time::timeout(app.config.outbound.fetch_timeout, request)
        .await
        .map_err(|_| refused("the address did not answer in time".to_owned()))?
        .map_err(|error| refused(explain(&error)))?;
    if !response.status().is_success() {
        return Err(refused(format!("the address answered {}", response.status().as_u16())));
    }
    let size = response.content_length();
    if size.is_some_and(|size| size > app.config.limits.media_bytes) {
        return Err(Error::TooLarge { what: "the file", limit: app.config.limits.media_bytes });
    }
    let mime_type = response
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<mime::Mime>().ok())
        .map(|mime| mime.essence_str().to_owned())
        .filter(|mime| mime != "application/octet-stream");
    let bytes = response.bytes_stream().map_err(std::io::Error::other).boxed();
    Ok(Fetched { mime_type, size, file_name, bytes })
}

/// Why a request failed, without the URL.
pub(crate) fn explain(error: &reqwest::Error) -> String {
    // reqwest's own text holds the URL, which may hold a token.
    if error.is_redirect() {
        return "the address redirects to one that is not fetched".to_owned();
    }
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<super::guard::Refused>() {
            return refused.to_string();
        }
        cause = error.source();
    }
    if error.is_timeout() {
        return "the address did not answer in time".to_owned();
    }
    "the address cannot be reached".to_owned()
}
