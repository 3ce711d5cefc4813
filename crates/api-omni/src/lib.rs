//! The Omni v2 API: `/api/v2/*`, its sockets included, and the layer for clients of its
//! first version, `/api/v1/*`.
//!
//! It only translates. Each handler reads a request into a use case's input and writes the result
//! as a view; `omni-app` decides what is allowed and what happens. Entities are never serialised:
//! the shapes here are those of the API document.
#![warn(missing_docs)]

mod access;
mod agents;
mod ai_layers;
mod aliases;
mod analytics;
mod auth;
mod batch_jobs;
mod blocklist;
mod calls;
mod channels;
mod chats;
mod choices;
mod communities;
mod compat;
mod contacts;
mod dead_letters;
mod dialect;
mod docs;
mod entry_points;
mod enums;
mod events;
mod executions;
mod failures;
mod groups;
mod hooks;
mod instances;
mod internal;
mod keys;
mod labels;
mod logs;
mod mcp;
mod messages;
mod newsletters;
mod notes;
mod onboarding;
mod openapi;
mod persons;
mod privacy;
mod profiles;
mod providers;
mod quick_replies;
mod router;
mod routes;
mod saved_views;
mod scheduled_messages;
mod sdk;
mod services;
mod settings;
mod shapes;
mod simulated_phones;
mod spelling;
mod sync;
mod system;
mod turns;
mod users;
mod v1;
mod webhooks;
mod ws;

pub use openapi::openapi;
pub use router::{ApiOptions, mounts};
pub use routes::{routes, v1_routes};
pub use ws::WsOptions;

/// The path prefix of this API.
pub const BASE: &str = "/api/v2";
