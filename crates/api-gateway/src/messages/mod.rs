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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(text::send_text), text::ENDPOINT)
        .route(route!(link_preview::send_link_preview), link_preview::ENDPOINT)
        .route(route!(media::send_media), media::ENDPOINT)
        .route(route!(media_body::send_media_body), media::ENDPOINT)
        .route(route!(media::send_image), media::ENDPOINT)
        .route(route!(media::send_video), media::ENDPOINT)
        .route(route!(media::send_short), media::ENDPOINT)
        .route(route!(media::send_gif), media::ENDPOINT)
        .route(route!(media::send_audio), media::ENDPOINT)
        .route(route!(media::send_voice), media::ENDPOINT)
        .route(route!(media::send_document), media::ENDPOINT)
        .route(route!(media::send_sticker), media::ENDPOINT)
        .route(route!(location::send_location), location::ENDPOINT)
        .route(route!(contact::send_contact), contact::ENDPOINT)
        .route(route!(contact::send_contact_list), contact::ENDPOINT)
        .route(route!(poll::send_poll), poll::ENDPOINT)
        .route(route!(event::send_event), event::ENDPOINT)
        .route(route!(story::send_story), story::ENDPOINT)
        .route(route!(unsupported::send_interactive), unsupported::ENDPOINT)
        .route(route!(unsupported::send_carousel), unsupported::ENDPOINT)
        .route(route!(unsupported::send_live_location), unsupported::ENDPOINT)
        .route(route!(story::publish_story), story::ENDPOINT)
        .route(route!(story::list_stories), story::LIST)
        .route(route!(list::list_all_messages), list::ENDPOINT)
        .route(route!(list::list_messages_of_chat), list::ENDPOINT)
        .route(route!(get::get_message), get::ENDPOINT)
        .route(route!(mark_read::mark_message_read), mark_read::ENDPOINT)
        .route(route!(forward::forward_message), forward::ENDPOINT)
        .route(route!(edit::edit_message), edit::ENDPOINT)
        .route(route!(delete::delete_message), delete::ENDPOINT)
        .route(route!(media_file::get_message_media), media_file::ENDPOINT)
        .route(route!(reaction::react_to_message), reaction::ENDPOINT)
        .route(route!(reaction::remove_reaction), reaction::ENDPOINT)
        .route(route!(star::star_message), star::ENDPOINT)
        .route(route!(pin::pin_message), pin::ENDPOINT)
        .route(route!(pin::unpin_message), pin::ENDPOINT)
}
