//! Routes that Omni's published SDKs and command line call and this API has no path of its own for:
//! most name a chat or a message without its instance. Always on; the API document omits them, and
//! docs/API-OMNI.md lists them.

mod chat_messages;
mod dead_letter_stats;
mod get_chat;
mod get_message;
mod get_sync;
mod list_chats;
mod list_groups;
mod list_participants;
mod list_syncs;
mod read_chat;
mod read_message;
mod read_messages;
mod send_presence;
mod unsupported;
mod views;

pub(crate) use unsupported::routes as unsupported_routes;

use axum::http::Method;
use axum::routing::{get, post};
use omni_app::App;
use omni_domain::ids::{ChatId, MessageId};
use omni_http::Routes;
use serde::Deserialize;

pub(crate) fn routes() -> Routes<App> {
    chats().merge(messages()).merge(others())
}

fn chats() -> Routes<App> {
    Routes::new()
        .undocumented(Method::GET, "/chats", get(list_chats::list_chats), list_chats::ENDPOINT)
        .undocumented(Method::GET, "/chats/{id}", get(get_chat::get_chat), get_chat::ENDPOINT)
        .undocumented(
            Method::GET,
            "/chats/{id}/messages",
            get(chat_messages::list_chat_messages),
            chat_messages::ENDPOINT,
        )
        .undocumented(
            Method::GET,
            "/chats/{id}/participants",
            get(list_participants::list_participants),
            list_participants::ENDPOINT,
        )
        .undocumented(
            Method::POST,
            "/chats/{id}/read",
            post(read_chat::mark_chat_read),
            read_chat::ENDPOINT,
        )
}

fn messages() -> Routes<App> {
    Routes::new()
        .undocumented(
            Method::GET,
            "/messages/{id}",
            get(get_message::get_message),
            get_message::ENDPOINT,
        )
        .undocumented(
            Method::POST,
            "/messages/{id}/read",
            post(read_message::mark_message_read),
            read_message::ENDPOINT,
        )
        .undocumented(
            Method::POST,
            "/messages/read",
            post(read_messages::mark_messages_read),
            read_messages::ENDPOINT,
        )
        .undocumented(
            Method::POST,
            "/messages/send/presence",
            post(send_presence::send_presence),
            send_presence::ENDPOINT,
        )
}

fn others() -> Routes<App> {
    Routes::new()
        .undocumented(
            Method::GET,
            "/instances/{id}/groups",
            get(list_groups::list_groups),
            list_groups::ENDPOINT,
        )
        .undocumented(
            Method::GET,
            "/instances/{id}/sync",
            get(list_syncs::list_syncs),
            list_syncs::ENDPOINT,
        )
        .undocumented(
            Method::GET,
            "/instances/{id}/sync/{jobId}",
            get(get_sync::get_sync),
            get_sync::ENDPOINT,
        )
        .undocumented(
            Method::GET,
            "/dead-letters/stats",
            get(dead_letter_stats::count_dead_letters),
            dead_letter_stats::ENDPOINT,
        )
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct ChatIdPath {
    id: ChatId,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct MessageIdPath {
    id: MessageId,
}
