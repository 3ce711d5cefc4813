use super::views::MediaFileView;
use crate::account::{Account, AccountQuery};
use crate::files::{FileBody, FileFields};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::messages::{self, NewUpload};
use omni_domain::access::Scope;
use omni_http::{ApiError, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A file to store. As `multipart/form-data` the same fields without `media` and, last, the field `file`.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UploadRequest {
    /// A URL (`https` or `http`, on a public address), base64, or a `data:` URL.
    #[schema(example = "https://example.com/picture.jpg")]
    media: Option<String>,
    /// Without it: from the `data:` URL, the URL's response or the form field, else from the file name,
    /// else the default of the kind.
    mime_type: Option<String>,
    filename: Option<String>,
}

impl FileFields for UploadRequest {
    fn media(&mut self) -> &mut Option<String> {
        &mut self.media
    }

    fn filename(&mut self) -> &mut Option<String> {
        &mut self.filename
    }

    fn mime_type(&mut self) -> &mut Option<String> {
        &mut self.mime_type
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();

/// Upload file
///
/// To send it later, as often as one likes: messages take its id as `media`. It is kept as long as files of
/// messages are.
#[utoipa::path(
    post,
    path = "/media",
    tag = "media",
    params(AccountQuery),
    request_body(content(
        (UploadRequest = "application/json"),
        (UploadRequest = "multipart/form-data")
    )),
    responses((status = 201, body = MediaFileView))
)]
pub(crate) async fn upload_media(
    State(app): State<App>,
    account: Account,
    FileBody { fields, source }: FileBody<UploadRequest>,
) -> Result<(StatusCode, Json<MediaFileView>), ApiError> {
    let file = source.open(&app, &account).await?;
    let new = NewUpload {
        source: file.input,
        mime_type: fields.mime_type.or(file.mime_type),
        file_name: fields.filename.or(file.file_name),
    };
    let stored = messages::upload(&app, &account.caller, account.id, new).await?;
    Ok((StatusCode::CREATED, Json(MediaFileView::new(&app, stored))))
}
