//! The Personal WhatsApp Gateway: `/api/v1/*`, `/socket.io/`, `/api/openapi.json`, `/api/doc` and
//! `/api/reference`.
//!
//! It only translates. An account is an instance of the network `whatsapp-baileys`, with a token of its
//! own; chats, messages and groups are those that the other APIs of the host show. What the product's
//! own pages leave open is decided in the API document, with the names of WHAPI where it has one
//! (`docs/API-GATEWAY.md`).
#![warn(missing_docs)]

mod account;
mod accounts;
mod address;
mod ai;
mod auth;
mod blacklist;
mod calls;
mod channels;
mod chats;
mod choices;
mod communities;
mod contacts;
mod dialect;
mod docs;
mod files;
mod groups;
mod labels;
mod me;
mod media;
mod messages;
mod openapi;
mod presences;
mod router;
mod shapes;
mod sockets;
mod spelling;
mod stamp;
mod users;
mod webhooks;
mod whapi;

pub use openapi::document;
pub use router::{mount, routes};
pub use sockets::SocketOptions;

/// The path prefix of this API's routes.
pub const BASE: &str = "/api/v1";
