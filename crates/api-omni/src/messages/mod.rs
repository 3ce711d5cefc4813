//! Sending, and the files of messages.

mod contact;
mod delivery;
mod download;
mod encode;
mod location;
mod mark_read;
mod media;
mod path;
mod reaction;
mod result;
mod source;
mod sticker;
mod text;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(text::send_message))
        .routes(routes!(media::send_media))
        .routes(routes!(reaction::send_reaction))
        .routes(routes!(sticker::send_sticker))
        .routes(routes!(contact::send_contact))
        .routes(routes!(location::send_location))
        .routes(routes!(download::get_message_media))
        .routes(routes!(mark_read::mark_message_read))
}
