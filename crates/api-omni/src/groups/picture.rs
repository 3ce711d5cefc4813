use super::FAILURES;
use super::path::GroupPath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, groups};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, MediaJson};
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
    .fails(&[
        Failure::NotFound,
        Failure::ChannelUnavailable,
        Failure::NotSupported,
        Failure::FetchFailed,
    ])
    .explains(&[
        (Failure::TooLarge, "The picture is larger than 10 MiB."),
        (Failure::SendFailed, "The network refused the change."),
        (Failure::NotConnected, "The instance is not connected."),
        (Failure::ChannelTimeout, "The network did not answer in time."),
    ])
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
