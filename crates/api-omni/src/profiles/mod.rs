//! Profiles of people, as their network shows them, and the instance's own profile.

mod business;
mod catalogue;
mod own;
mod own_picture;
mod person;
mod picture;
mod picture_file;
mod presence;
mod validate;

use omni_app::App;
use omni_domain::ids::InstanceId;
use omni_http::route;
use omni_http::{Failure, Routes};
use serde::Deserialize;
use utoipa::IntoParams;

/// What a question about a person or business that is always put to the network can fail with.
const ASKED: &[Failure] = &[Failure::NotFound, Failure::ChannelUnavailable, Failure::NotSupported];
/// And why.
const EXPLAINED: &[(Failure, &str)] = &[
    (Failure::SendFailed, "The network refused the request."),
    (Failure::NotConnected, "The instance is not connected."),
    (Failure::ChannelTimeout, "The network did not answer in time."),
];

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(own::update_profile), own::ENDPOINT)
        .route(route!(own_picture::update_profile_picture), own_picture::ENDPOINT)
        .route(route!(own_picture::remove_profile_picture), own_picture::REMOVE_ENDPOINT)
        .route(route!(picture::get_profile_picture), picture::ENDPOINT)
        .route(route!(picture_file::get_profile_picture_file), picture_file::ENDPOINT)
        .route(route!(person::get_profile), person::ENDPOINT)
        .route(route!(business::get_business_profile), business::ENDPOINT)
        .route(route!(catalogue::list_products), catalogue::ENDPOINT)
        .route(route!(presence::get_network_presence), presence::ENDPOINT)
        .route(route!(validate::validate_recipient), validate::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
struct PersonPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    id: InstanceId,
    /// The person: a phone number or an address of the channel
    /// (`5511999998888@s.whatsapp.net`).
    platform_user_id: String,
}
