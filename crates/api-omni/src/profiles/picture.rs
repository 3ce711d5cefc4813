use super::PersonPath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, profiles};
use omni_http::{ApiPath, Auth};
use serde::Serialize;
use utoipa::ToSchema;

/// Where somebody's picture is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProfilePictureView {
    /// The network lets it expire after some days.
    url: String,
    /// When the network told.
    cached_at: Time,
}

/// Get profile picture
///
/// Of a person or a group. 404 if they have none, or show none to this account.
#[utoipa::path(
    get,
    path = "/instances/{id}/profile-picture/{platformUserId}",
    tag = "instances",
    params(PersonPath),
    responses(
        (status = 200, body = ProfilePictureView),
        (status = 502, description = "The network refused the question.", body = crate::dialect::ErrorBody),
        (status = 503, description = "The instance is not connected.", body = crate::dialect::ErrorBody),
        (status = 504, description = "The network did not answer in time.", body = crate::dialect::ErrorBody)
    )
)]
pub(crate) async fn get_profile_picture(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
) -> Reply<ProfilePictureView> {
    let picture = profiles::picture(&app, &caller, path.id, &path.platform_user_id).await?;
    Ok(Json(ProfilePictureView { url: picture.url, cached_at: picture.cached_at.into() }))
}
