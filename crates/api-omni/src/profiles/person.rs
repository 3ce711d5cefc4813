use super::{EXPLAINED, PersonPath};
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::profiles::PersonView;
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// The profile of a person, from the network and from stored records.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProfileView {
    #[schema(example = "5511999998888@s.whatsapp.net")]
    platform_user_id: String,
    /// The best known name: saved, their own, verified, or else their number.
    name: String,
    /// Their "about" text.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_picture_url: Option<String>,
    /// Their latest message.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen_at: Option<Time>,
    is_business: bool,
    /// When the network reported it.
    cached_at: Time,
}

impl From<PersonView> for ProfileView {
    fn from(person: PersonView) -> Self {
        Self {
            platform_user_id: person.platform_user_id,
            name: person.name,
            about: person.about,
            profile_picture_url: person.picture_url,
            last_seen_at: person.last_seen_at.map(Time),
            is_business: person.is_business,
            cached_at: person.cached_at.into(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead)
    .fails(&[
        Failure::NotFound,
        Failure::ChannelUnavailable,
        Failure::RecipientNotOnChannel,
        Failure::NotSupported,
    ])
    .explains(EXPLAINED);

/// Fetch user profile
///
/// Cached for a while (`pipeline.profile_keep_s`), so that not every request goes to the network.
#[utoipa::path(
    get,
    path = "/instances/{id}/profile/{platformUserId}",
    tag = "instances",
    params(PersonPath),
    responses(
        (status = 200, body = ProfileView)
    )
)]
pub(crate) async fn get_profile(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
) -> Reply<ProfileView> {
    let person = profiles::person(&app, &caller, path.id, &path.platform_user_id).await?;
    Ok(Json(person.into()))
}
