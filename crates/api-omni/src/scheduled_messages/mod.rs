//! Messages that are sent at a time.

mod cancel;
mod create;
mod create_media;
mod get;
mod list;
mod requests;
mod update;
mod views;

use omni_app::App;
use omni_domain::ids::ScheduledMessageId;
use omni_http::route;
use omni_http::{Failure, Routes};
use serde::Deserialize;
use utoipa::IntoParams;

/// Why one more is not scheduled.
const NO_MORE: (Failure, &str) = (
    Failure::Conflict,
    "As many messages of the instance wait as there may, or the Idempotency-Key was used for another request.",
);

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_scheduled_messages), list::ENDPOINT)
        .route(route!(create::create_scheduled_message), create::ENDPOINT)
        .route(route!(create_media::create_scheduled_media), create_media::ENDPOINT)
        .route(route!(get::get_scheduled_message), get::ENDPOINT)
        .route(route!(update::update_scheduled_message), update::ENDPOINT)
        .route(route!(cancel::cancel_scheduled_message), cancel::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct ScheduledMessagePath {
    /// The scheduled message's id.
    #[param(value_type = Uuid)]
    id: ScheduledMessageId,
}
