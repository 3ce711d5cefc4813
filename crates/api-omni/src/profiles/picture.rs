use super::{PersonPath, person};
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, profiles};
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// The picture of a person or group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProfilePictureView {
    /// The URL; it expires after some days.
    url: String,
    /// When the network reported it.
    cached_at: Time,
}

pub(crate) const ENDPOINT: Endpoint = person::ENDPOINT;

/// Get profile picture
///
/// Of a person or a group. 404 if they have none, or show none to this account.
#[utoipa::path(
    get,
    path = "/instances/{id}/profile-picture/{platformUserId}",
    tag = "instances",
    params(PersonPath),
    responses(
        (status = 200, body = ProfilePictureView)
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
