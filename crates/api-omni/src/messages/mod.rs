//! Sending, changing, and the files of messages.

mod album;
mod answers;
mod by_id;
mod contact;
mod delete;
mod delivery;
mod download;
mod edit;
mod encode;
mod endpoint;
mod event;
mod file_request;
mod form;
mod forward;
mod hold;
mod keep;
mod label;
mod location;
mod mark_read;
mod media;
mod path;
mod pin;
mod poll;
mod reaction;
mod result;
mod search;
mod source;
mod star;
mod sticker;
mod text;

pub(crate) use file_request::{FileBody, ScheduleMediaRequest};
pub(crate) use form::ScheduleMediaForm;
pub(crate) use hold::HoldView;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(text::send_message), text::ENDPOINT)
        .route(routes!(media::send_media), media::ENDPOINT)
        .route(routes!(reaction::send_reaction), reaction::ENDPOINT)
        .route(routes!(sticker::send_sticker), sticker::ENDPOINT)
        .route(routes!(contact::send_contact), contact::ENDPOINT)
        .route(routes!(location::send_location), location::ENDPOINT)
        .route(routes!(poll::send_poll), poll::ENDPOINT)
        .route(routes!(event::send_event), event::ENDPOINT)
        .route(routes!(album::send_album), album::ENDPOINT)
        .route(routes!(forward::forward_message), forward::ENDPOINT)
        .route(routes!(search::search_messages), search::ENDPOINT)
        .route(routes!(edit::edit_message), edit::ENDPOINT)
        .route(routes!(delete::delete_message), delete::ENDPOINT)
        .route(routes!(label::add_message_label), label::ADD_ENDPOINT)
        .route(routes!(label::remove_message_label), label::REMOVE_ENDPOINT)
        .route(routes!(star::star_message), star::STAR_ENDPOINT)
        .route(routes!(star::unstar_message), star::UNSTAR_ENDPOINT)
        .route(routes!(answers::list_message_answers), answers::ENDPOINT)
        .route(routes!(pin::pin_message), pin::ENDPOINT)
        .route(routes!(pin::unpin_message), pin::ENDPOINT)
        .route(routes!(keep::keep_message), keep::ENDPOINT)
        .route(routes!(keep::release_message), keep::ENDPOINT)
        .route(routes!(download::get_message_media), download::ENDPOINT)
        .route(routes!(mark_read::mark_message_read), mark_read::ENDPOINT)
}
