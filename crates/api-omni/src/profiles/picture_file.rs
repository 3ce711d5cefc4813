use super::{PersonPath, picture};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_app::profiles::PictureFile;
use omni_app::{App, profiles};
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// The picture of a person or group itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfilePictureFileView {
    /// The bytes, standard base64.
    #[schema(example = "/9j/4AAQSkZJRg==")]
    base64: String,
    #[schema(example = "image/jpeg")]
    mimetype: &'static str,
}

impl From<PictureFile> for ProfilePictureFileView {
    fn from(file: PictureFile) -> Self {
        Self { base64: STANDARD.encode(&file.bytes), mimetype: file.mime_type }
    }
}

pub(crate) const ENDPOINT: Endpoint = picture::ENDPOINT.with_files();

/// Get profile picture file
///
/// Of a person or a group, fetched from the network for this request. 404 if they have none, or show
/// none to this account.
#[utoipa::path(
    get,
    path = "/instances/{id}/profile-picture/{platformUserId}/file",
    tag = "instances",
    params(PersonPath),
    responses(
        (status = 200, body = ProfilePictureFileView)
    )
)]
pub(crate) async fn get_profile_picture_file(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
) -> Reply<ProfilePictureFileView> {
    let file = profiles::picture_file(&app, &caller, path.id, &path.platform_user_id).await?;
    Ok(Json(file.into()))
}
