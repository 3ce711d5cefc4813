use super::path::MessagePath;
use crate::account::{Account, AccountQuery};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_app::messages::{self, MediaFile};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead).with_files();

/// Get file of message
///
/// Fetched from the network if it is not stored here, or no longer.
#[utoipa::path(
    get,
    path = "/messages/{id}/media",
    tag = "messages",
    params(MessagePath, AccountQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"))
)]
pub(crate) async fn get_message_media(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
) -> Result<Response, ApiError> {
    Ok(file_response(messages::media(&app, &account.caller, account.id, &path.id).await?))
}

/// The bytes of a file.
pub(crate) fn file_response(file: MediaFile) -> Response {
    let octets = HeaderValue::from_static("application/octet-stream");
    let kind = HeaderValue::from_str(&file.mime_type).unwrap_or(octets);
    let mut response = Body::from_stream(file.bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CONTENT_LENGTH, file.size.into());
    // The file is another person's: no browser shows it as a page of this host.
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    response
}
