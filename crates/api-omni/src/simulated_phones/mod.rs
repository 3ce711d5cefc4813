//! Simulated phones, to try a server without a real number.

mod create;
mod received;
mod scan;
mod send;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PhonePath {
    /// Digits of the phone's number.
    #[param(example = "5511900000001")]
    number: String,
}

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(create::create_simulated_phone), create::ENDPOINT)
        .route(route!(scan::scan_with_simulated_phone), scan::ENDPOINT)
        .route(route!(send::send_from_simulated_phone), send::ENDPOINT)
        .route(route!(received::list_simulated_phone_messages), received::ENDPOINT)
}
