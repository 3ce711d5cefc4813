use super::collect::collect;
use super::decode::decode;
use super::open::open;
use crate::app::App;
use crate::error::{Error, Field};
use crate::messages::requests::MediaInput;
use bytes::Bytes;

/// A small file that a request names (a URL, or else base64), whole.
pub(crate) async fn bytes_of(
    app: &App,
    field: Field,
    text: &str,
    limit: u64,
) -> Result<Bytes, Error> {
    let text = text.trim();
    let is_url = ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let opened = if is_url {
        open(app, MediaInput::Url(text.to_owned())).await
    } else {
        decode(text, limit)
    };
    let named = |error: Error| match error {
        Error::Invalid { message, .. } => Error::invalid(field.clone(), message),
        Error::FetchFailed { message, .. } => Error::fetch_failed(field.clone(), message),
        other => other,
    };
    collect(opened.map_err(named)?, limit).await.map_err(named)
}
