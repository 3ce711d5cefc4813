//! Conversations of an instance.

mod assign;
mod assignees;
mod clear;
mod content;
mod context;
mod delete;
mod label;
mod list;
mod mark_read;
mod messages;
mod pins;
mod processing;
mod processing_bulk;
mod typing;
mod update;
mod views;

pub(crate) use content::ContentView;
pub(crate) use context::{QuotedView, ReferralView};
pub(crate) use list::assigned;
pub(crate) use mark_read::MarkedReadView;
pub(crate) use messages::{MessagesQuery, MessagesView, messages_of, views_of};
pub(crate) use views::{ChatView, MessageView, SentByView, file_url};

use omni_app::App;
use omni_domain::ids::InstanceId;
use omni_http::Routes;
use omni_http::route;
use serde::Deserialize;
use utoipa::IntoParams;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_chats), list::ENDPOINT)
        .route(route!(messages::list_chat_messages), messages::ENDPOINT)
        .route(route!(pins::list_chat_pins), pins::ENDPOINT)
        .route(route!(mark_read::mark_chat_read), mark_read::ENDPOINT)
        .route(route!(typing::show_chat_typing), typing::ENDPOINT)
        .route(route!(update::update_chat), update::ENDPOINT)
        .route(route!(delete::delete_chat), delete::ENDPOINT)
        .route(route!(clear::clear_chat), clear::ENDPOINT)
        .route(route!(assign::assign_chat), assign::ASSIGN_ENDPOINT)
        .route(route!(assign::unassign_chat), assign::UNASSIGN_ENDPOINT)
        .route(route!(assignees::list_assignees), assignees::ENDPOINT)
        .route(route!(label::add_chat_label), label::ADD_ENDPOINT)
        .route(route!(label::remove_chat_label), label::REMOVE_ENDPOINT)
        .route(route!(processing_bulk::set_processing_of_chats), processing_bulk::ENDPOINT)
        .route(route!(processing::set_chat_processing), processing::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct ChatPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    pub(crate) id: InstanceId,
    /// The chat: its internal id or an address of it (`5511999998888@s.whatsapp.net`).
    pub(crate) chat_id: String,
}
