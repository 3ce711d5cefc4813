use super::{ASKED, EXPLAINED, PersonPath};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::profiles::{BusinessProfile, OpeningHours};
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// When a business is open on a day of the week.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OpeningHoursView {
    /// `sun` to `sat`.
    #[schema(example = "mon")]
    day: String,
    /// In the network's names: on `WhatsApp` `open_24h`, `specific_hours` or `appointment_only`.
    #[schema(example = "specific_hours")]
    mode: String,
    /// Minutes since midnight.
    #[schema(example = 540)]
    opens_at_minute: Option<u32>,
    /// Minutes since midnight.
    #[schema(example = 1080)]
    closes_at_minute: Option<u32>,
}

impl From<OpeningHours> for OpeningHoursView {
    fn from(hours: OpeningHours) -> Self {
        Self {
            day: hours.day,
            mode: hours.mode,
            opens_at_minute: hours.opens,
            closes_at_minute: hours.closes,
        }
    }
}

/// The profile of a business.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BusinessProfileView {
    /// What it does.
    description: Option<String>,
    /// Its e-mail address.
    email: Option<String>,
    /// Its pages.
    websites: Vec<String>,
    /// What kinds of business it is, in the network's names.
    categories: Vec<String>,
    /// Where it is, as it writes it.
    address: Option<String>,
    /// The IANA time zone of its opening hours.
    #[schema(example = "America/Sao_Paulo")]
    time_zone: Option<String>,
    /// When it is open; empty if it is not set.
    hours: Vec<OpeningHoursView>,
}

impl From<BusinessProfile> for BusinessProfileView {
    fn from(found: BusinessProfile) -> Self {
        Self {
            description: found.description,
            email: found.email,
            websites: found.websites,
            categories: found.categories,
            address: found.location,
            time_zone: found.time_zone,
            hours: found.hours.into_iter().map(Into::into).collect(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(ASKED).explains(EXPLAINED);

/// Get business profile
///
/// The profile of a business, as the network has it now. 404 if the account is no business.
#[utoipa::path(
    get,
    path = "/instances/{id}/profile/{platformUserId}/business",
    tag = "instances",
    params(PersonPath),
    responses(
        (status = 200, body = BusinessProfileView)
    )
)]
pub(crate) async fn get_business_profile(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
) -> Reply<BusinessProfileView> {
    let found = profiles::business(&app, &caller, path.id, &path.platform_user_id).await?;
    Ok(Json(found.into()))
}
