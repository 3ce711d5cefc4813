//! Sending, reading and changing messages.

mod contact;
mod delete;
mod edit;
mod event;
mod forward;
mod get;
mod link_preview;
mod list;
mod location;
mod mark_read;
mod media;
mod media_body;
mod media_file;
mod parts;
mod path;
mod pin;
mod poll;
mod reaction;
mod send;
mod star;
mod story;
mod text;
mod unsupported;
mod views;

pub(crate) use media_file::file_response;
pub(crate) use parts::{
    AlbumView, CalendarView, CallView, CardView, InteractiveView, InvitationView, LocationView,
    MediaView, Parts, PollView, ReplyView, TemplateView, UnknownView, reply_type,
};
pub(crate) use send::{Outgoing, SendHeaders, SentView, refuse_edit, send, send_by_person};
pub(crate) use views::{MessageView, body_of, direction_name, type_name};

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(text::send_text), text::ENDPOINT)
        .route(routes!(link_preview::send_link_preview), link_preview::ENDPOINT)
        .route(routes!(media::send_media), media::ENDPOINT)
        .route(routes!(media_body::send_media_body), media::ENDPOINT)
        .route(routes!(media::send_image), media::ENDPOINT)
        .route(routes!(media::send_video), media::ENDPOINT)
        .route(routes!(media::send_short), media::ENDPOINT)
        .route(routes!(media::send_gif), media::ENDPOINT)
        .route(routes!(media::send_audio), media::ENDPOINT)
        .route(routes!(media::send_voice), media::ENDPOINT)
        .route(routes!(media::send_document), media::ENDPOINT)
        .route(routes!(media::send_sticker), media::ENDPOINT)
        .route(routes!(location::send_location), location::ENDPOINT)
        .route(routes!(contact::send_contact), contact::ENDPOINT)
        .route(routes!(contact::send_contact_list), contact::ENDPOINT)
        .route(routes!(poll::send_poll), poll::ENDPOINT)
        .route(routes!(event::send_event), event::ENDPOINT)
        .route(routes!(story::send_story), story::ENDPOINT)
        .route(routes!(unsupported::send_interactive), unsupported::ENDPOINT)
        .route(routes!(unsupported::send_carousel), unsupported::ENDPOINT)
        .route(routes!(unsupported::send_live_location), unsupported::ENDPOINT)
        .route(routes!(story::publish_story), story::ENDPOINT)
        .route(routes!(story::list_stories), story::LIST)
        .route(routes!(list::list_all_messages), list::ENDPOINT)
        .route(routes!(list::list_messages_of_chat), list::ENDPOINT)
        .route(routes!(get::get_message), get::ENDPOINT)
        .route(routes!(mark_read::mark_message_read), mark_read::ENDPOINT)
        .route(routes!(forward::forward_message), forward::ENDPOINT)
        .route(routes!(edit::edit_message), edit::ENDPOINT)
        .route(routes!(delete::delete_message), delete::ENDPOINT)
        .route(routes!(media_file::get_message_media), media_file::ENDPOINT)
        .route(routes!(reaction::react_to_message), reaction::ENDPOINT)
        .route(routes!(reaction::remove_reaction), reaction::ENDPOINT)
        .route(routes!(star::star_message), star::ENDPOINT)
        .route(routes!(pin::pin_message), pin::ENDPOINT)
        .route(routes!(pin::unpin_message), pin::ENDPOINT)
}
