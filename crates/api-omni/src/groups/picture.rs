use super::path::GroupPath;
use crate::failures::{EXPLAINED_OF_PICTURES, FAILURES, FAILURES_OF_PICTURES};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, groups};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new picture of a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupPictureRequest {
    /// PNG, JPEG, GIF or WebP: a URL, or base64. Cut to a square.
    #[schema(example = "https://example.com/logo.png")]
    image: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(FAILURES_OF_PICTURES)
    .explains(EXPLAINED_OF_PICTURES)
    .with_files();
pub(crate) const REMOVE_ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Set group picture
#[utoipa::path(
    put,
    path = "/instances/{id}/groups/{groupId}/picture",
    tag = "groups",
    params(GroupPath),
    request_body = GroupPictureRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn set_group_picture(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
    MediaJson(body): MediaJson<GroupPictureRequest>,
) -> Reply<Success> {
    let image = Some(body.image.as_str());
    groups::set_picture(&app, &caller, path.id, &path.group_id, image).await?;
    Ok(Success::reply())
}

/// Remove group picture
#[utoipa::path(
    delete,
    path = "/instances/{id}/groups/{groupId}/picture",
    tag = "groups",
    params(GroupPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn remove_group_picture(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<Success> {
    groups::set_picture(&app, &caller, path.id, &path.group_id, None).await?;
    Ok(Success::reply())
}
