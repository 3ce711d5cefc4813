//! Routes of WHAPI that other routes of this API answer in another form, for its clients: the state of an
//! account's connection, its link, its profile and its limits, by the account's token alone.

mod health;
mod limits;
mod login;
mod logout;
mod pairing;
mod profile;

pub(crate) use health::state_text;

use omni_app::App;
use omni_domain::Timestamp;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(health::get_health), health::ENDPOINT)
        .route(route!(limits::get_limits), limits::ENDPOINT)
        .route(route!(login::get_login), login::ENDPOINT)
        .route(route!(login::get_login_image), login::ENDPOINT)
        .route(route!(login::get_login_text), login::ENDPOINT)
        .route(route!(pairing::get_login_code), pairing::ENDPOINT)
        .route(route!(logout::log_out_own_account), logout::ENDPOINT)
        .route(route!(profile::get_own_profile), profile::READ)
        .route(route!(profile::update_own_profile), profile::CHANGE)
}

/// Whole seconds from one time to a later one.
fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    (to.millis() - from.millis()).max(0) / 1000
}
