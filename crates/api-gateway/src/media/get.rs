use super::MediaPath;
use crate::account::{Account, AccountQuery};
use crate::messages::file_response;
use axum::extract::State;
use axum::response::Response;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead).with_files();

/// Get file
///
/// One that was uploaded, or that of a message (`media.id`), which is fetched from the network if it is not
/// stored here, or no longer.
#[utoipa::path(
    get,
    path = "/media/{id}",
    tag = "media",
    params(MediaPath, AccountQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"))
)]
pub(crate) async fn get_media(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MediaPath>,
) -> Result<Response, ApiError> {
    let Account { caller, id } = account;
    Ok(file_response(messages::file(&app, &caller, id, path.id()?).await?))
}
