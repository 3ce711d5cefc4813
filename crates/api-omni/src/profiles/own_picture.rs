use crate::failures::{EXPLAINED_OF_PICTURES, FAILURES, FAILURES_OF_PICTURES};
use crate::instances::InstancePath;
use crate::shapes::{Reply, Success};
use axum::Json;
use axum::extract::State;
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, MediaJson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new picture of the instance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfilePictureRequest {
    /// PNG, JPEG, GIF or WebP: a URL, or base64. Cut to a square.
    #[schema(example = "https://example.com/logo.png")]
    image: String,
}

/// The picture's URL.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PictureUpdatedView {
    #[schema(example = true)]
    success: bool,
    /// Empty while the network does not show it yet.
    url: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(FAILURES_OF_PICTURES)
    .explains(EXPLAINED_OF_PICTURES)
    .with_files();

/// Update instance profile picture
#[utoipa::path(
    post,
    path = "/instances/{id}/profile-picture",
    tag = "instances",
    params(InstancePath),
    request_body = ProfilePictureRequest,
    responses(
        (status = 200, body = PictureUpdatedView)
    )
)]
pub(crate) async fn update_profile_picture(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    MediaJson(body): MediaJson<ProfilePictureRequest>,
) -> Reply<PictureUpdatedView> {
    let url = profiles::set_own_picture(&app, &caller, path.id, &body.image).await?;
    Ok(Json(PictureUpdatedView { success: true, url }))
}

pub(crate) const REMOVE_ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(FAILURES);

/// Remove instance profile picture
///
/// Of the account, on all of its devices.
#[utoipa::path(
    delete,
    path = "/instances/{id}/profile-picture",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn remove_profile_picture(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<Success> {
    profiles::remove_own_picture(&app, &caller, path.id).await?;
    Ok(Success::reply())
}
