use crate::failures::{EXPLAINED_OF_PICTURES, FAILURES_OF_PICTURES};
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::profiles::{DiscordActivity, OwnProfile, OwnProfileChange};
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, MediaJson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Changes of the instance's own profile; absent members are unchanged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateProfileRequest {
    /// The profile name.
    #[schema(example = "Ana's Bakery")]
    name: Option<String>,
    /// The "about" text; an empty one removes it.
    status: Option<String>,
    /// The picture (PNG, JPEG, GIF or WebP): a URL, or base64. Cut to a square.
    picture: Option<String>,
    /// Discord bots only: the bot's name.
    username: Option<String>,
    /// Discord bots only: the bot's picture, a URL or base64.
    avatar: Option<String>,
    /// Discord bots only: the bot's activity.
    activity: Option<ActivityFields>,
}

/// The activity of a Discord bot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ActivityFields {
    #[serde(rename = "type")]
    kind: ActivityType,
    text: String,
}

/// The kind of a Discord bot's activity. Read from a string, for errors that name the field.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String", rename_all = "lowercase")]
#[schema(rename_all = "lowercase")]
enum ActivityType {
    Playing,
    Watching,
    Listening,
    Competing,
}

impl TryFrom<String> for ActivityType {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "playing" => Ok(Self::Playing),
            "watching" => Ok(Self::Watching),
            "listening" => Ok(Self::Listening),
            "competing" => Ok(Self::Competing),
            _ => Err("expected `playing`, `watching`, `listening` or `competing`".to_owned()),
        }
    }
}

impl ActivityType {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Playing => "playing",
            Self::Watching => "watching",
            Self::Listening => "listening",
            Self::Competing => "competing",
        }
    }
}

/// The changed profile.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileUpdatedView {
    #[schema(example = true)]
    success: bool,
    profile: OwnProfileView,
}

/// The instance's own profile.
#[derive(Debug, Serialize, ToSchema)]
struct OwnProfileView {
    name: String,
    /// The picture's URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    /// The "about" text.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
}

impl From<OwnProfile> for ProfileUpdatedView {
    fn from(profile: OwnProfile) -> Self {
        let OwnProfile { name, picture, status } = profile;
        Self { success: true, profile: OwnProfileView { name, picture, status } }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(FAILURES_OF_PICTURES)
    .explains(EXPLAINED_OF_PICTURES)
    .with_files();

/// Update instance profile
///
/// Name, "about" text and picture, as the network shows them. WhatsApp accepts names of up to 25
/// and texts of up to 139 characters.
#[utoipa::path(
    put,
    path = "/instances/{id}/profile",
    tag = "instances",
    params(InstancePath),
    request_body = UpdateProfileRequest,
    responses(
        (status = 200, body = ProfileUpdatedView)
    )
)]
pub(crate) async fn update_profile(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    MediaJson(body): MediaJson<UpdateProfileRequest>,
) -> Reply<ProfileUpdatedView> {
    let change = OwnProfileChange {
        name: body.name,
        status: body.status,
        picture: body.picture,
        username: body.username,
        avatar: body.avatar,
        activity: body
            .activity
            .map(|activity| DiscordActivity { kind: activity.kind.as_str(), text: activity.text }),
    };
    Ok(Json(profiles::set_own(&app, &caller, path.id, change).await?.into()))
}
