use super::encode::JsonParts;
use super::path::MessagePath;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::response::{IntoResponse, Response};
use omni_app::messages::{MediaFile, MissingMedia};
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct MediaQuery {
    /// Return the bytes themselves instead of JSON.
    raw: bool,
}

/// A message's file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MediaFileView {
    /// The bytes, standard base64; empty unless `mediaStatus` is `downloaded`.
    base64: String,
    #[schema(example = "image/jpeg")]
    mimetype: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    /// `downloaded`; `pending` while the channel cannot be reached or there is no space; `expired` if the channel no
    /// longer has the file; `error` if the channel's file is invalid.
    #[schema(example = "downloaded")]
    media_status: &'static str,
    /// `local`, or `channel` if the file was fetched from the channel for this request.
    #[schema(example = "local")]
    source: &'static str,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead)
    .fails(&[
        Failure::NotFound,
        Failure::NotConnected,
        Failure::ChannelUnavailable,
        Failure::SendFailed,
        Failure::ChannelTimeout,
    ])
    .explains(&[(
        Failure::Conflict,
        "It is not stored, and there is no space to fetch it: a quota is reached, or the disk is \
         nearly full.",
    )])
    .with_files();

/// Get message media
///
/// Fetched from the channel if it is not stored here, or no longer. As JSON, `mediaStatus`
/// describes a file that is not available; with `raw=true` it is an error.
#[utoipa::path(
    get,
    path = "/instances/{id}/messages/{messageId}/media",
    tag = "messages",
    params(MessagePath, MediaQuery),
    responses((status = 200, content(
        (MediaFileView = "application/json"),
        (Vec<u8> = "application/octet-stream")
    )))
)]
pub(crate) async fn get_message_media(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<MessagePath>,
    ApiQuery(query): ApiQuery<MediaQuery>,
) -> Result<Response, ApiError> {
    match messages::media_or_status(&app, &caller, path.id, &path.message_id).await? {
        Ok(file) if query.raw => Ok(raw(file)),
        Ok(file) => json(file),
        Err(missing) if query.raw => Err(missing.why.into()),
        Err(missing) => Ok(Json(MediaFileView::from(missing)).into_response()),
    }
}

impl From<MissingMedia> for MediaFileView {
    fn from(missing: MissingMedia) -> Self {
        Self {
            base64: String::new(),
            mimetype: missing.mime_type,
            file_name: missing.file_name,
            media_status: missing.status.as_str(),
            source: "channel",
        }
    }
}

/// The JSON is written around the stream of bytes: a file of 100 MiB is never in memory as a whole.
fn json(file: MediaFile) -> Result<Response, ApiError> {
    let view = MediaFileView {
        base64: String::new(),
        mimetype: file.mime_type,
        file_name: file.file_name,
        media_status: "downloaded",
        source: file.source,
    };
    let parts = JsonParts::around_base64(&view)?;
    let length = parts.length(file.size);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CONTENT_LENGTH, length.into()),
    ];
    Ok((headers, Body::from_stream(parts.stream(file.bytes))).into_response())
}

/// Of a file that is opened by its address: it loads nothing, has no origin, and runs no script.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Whether a browser only shows files of this type. Of XML, such as SVG, it runs the scripts.
fn is_harmless(mime_type: &str) -> bool {
    let mime_type = mime_type.to_ascii_lowercase();
    ["image/", "audio/", "video/"].iter().any(|kind| mime_type.starts_with(kind))
        && !["svg", "xml"].iter().any(|kind| mime_type.contains(kind))
}

fn raw(file: MediaFile) -> Response {
    let octets = HeaderValue::from_static("application/octet-stream");
    let kind = HeaderValue::from_str(&file.mime_type).unwrap_or(octets);
    // These files are untrusted.
    let shown = if is_harmless(&file.mime_type) { "inline" } else { "attachment" };
    let mut disposition = String::from(shown);
    if let Some(name) = &file.file_name {
        disposition.push_str("; filename*=UTF-8''");
        disposition.extend(percent_encoded(name));
    }
    let mut response = Body::from_stream(file.bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CONTENT_LENGTH, file.size.into());
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

/// RFC 5987: letters, digits and a few marks unchanged, all else as `%XX`.
fn percent_encoded(name: &str) -> impl Iterator<Item = String> {
    name.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    })
}

#[cfg(test)]
mod tests {
    use super::is_harmless;

    #[test]
    fn what_a_browser_could_run_is_saved() {
        for shown in ["image/png", "audio/ogg; codecs=opus", "video/mp4", "IMAGE/JPEG"] {
            assert!(is_harmless(shown), "{shown}");
        }
        for saved in
            ["image/svg+xml", "image/SVG+XML", "image/evil+xml", "text/html", "application/pdf", ""]
        {
            assert!(!is_harmless(saved), "{saved}");
        }
    }
}
