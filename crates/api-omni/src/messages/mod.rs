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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(text::send_message), text::ENDPOINT)
        .route(route!(media::send_media), media::ENDPOINT)
        .route(route!(reaction::send_reaction), reaction::ENDPOINT)
        .route(route!(sticker::send_sticker), sticker::ENDPOINT)
        .route(route!(contact::send_contact), contact::ENDPOINT)
        .route(route!(location::send_location), location::ENDPOINT)
        .route(route!(poll::send_poll), poll::ENDPOINT)
        .route(route!(event::send_event), event::ENDPOINT)
        .route(route!(album::send_album), album::ENDPOINT)
        .route(route!(forward::forward_message), forward::ENDPOINT)
        .route(route!(search::search_messages), search::ENDPOINT)
        .route(route!(edit::edit_message), edit::ENDPOINT)
        .route(route!(delete::delete_message), delete::ENDPOINT)
        .route(route!(label::add_message_label), label::ADD_ENDPOINT)
        .route(route!(label::remove_message_label), label::REMOVE_ENDPOINT)
        .route(route!(star::star_message), star::STAR_ENDPOINT)
        .route(route!(star::unstar_message), star::UNSTAR_ENDPOINT)
        .route(route!(answers::list_message_answers), answers::ENDPOINT)
        .route(route!(pin::pin_message), pin::ENDPOINT)
        .route(route!(pin::unpin_message), pin::ENDPOINT)
        .route(route!(keep::keep_message), keep::ENDPOINT)
        .route(route!(keep::release_message), keep::ENDPOINT)
        .route(route!(download::get_message_media), download::ENDPOINT)
        .route(route!(mark_read::mark_message_read), mark_read::ENDPOINT)
}
