use super::views::NewsletterView;
use crate::instances::InstancePath;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::newsletters::{self, NewNewsletter};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint, Failure, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// A newsletter to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateNewsletterRequest {
    /// Its name, 1 to 100 characters.
    #[schema(example = "Shop news")]
    name: String,
    /// Its description, at most 2048 characters.
    description: Option<String>,
    /// Its picture, PNG, JPEG, GIF or WebP: a URL, or base64. Cut to a square.
    #[schema(example = "https://example.com/logo.png")]
    picture: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[
        Failure::NotFound,
        Failure::NotConnected,
        Failure::NotSupported,
        Failure::FetchFailed,
        Failure::SendFailed,
        Failure::ChannelTimeout,
        Failure::ChannelUnavailable,
    ])
    .explains(&[(Failure::TooLarge, "The picture is larger than 10 MiB.")])
    .with_files();

/// Create newsletter
///
/// The instance's account owns it. Post with `POST /messages` to its address.
#[utoipa::path(
    post,
    path = "/instances/{id}/newsletters",
    tag = "newsletters",
    params(InstancePath),
    request_body = CreateNewsletterRequest,
    responses((status = 201, body = NewsletterView))
)]
pub(crate) async fn create_newsletter(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    MediaJson(body): MediaJson<CreateNewsletterRequest>,
) -> Result<(StatusCode, Json<NewsletterView>), ApiError> {
    let CreateNewsletterRequest { name, description, picture } = body;
    let wanted = NewNewsletter { name, description, picture };
    let made = newsletters::create(&app, &caller, path.id, wanted).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
