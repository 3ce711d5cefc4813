//! The domain of Omni: ids, entities, message content, events and jobs.
//!
//! Pure types. This crate depends on no database, no HTTP and no channel; it defines the meaning of
//! the terms and the state transitions that are the same everywhere.
#![warn(missing_docs)]

pub mod access;
pub mod agent;
pub mod agent_document;
pub mod ai_layer;
pub mod answer;
pub mod batch;
pub mod chat_state;
pub mod clock;
pub mod content;
pub mod conversation;
pub mod conversation_settings;
pub mod entry_point;
pub mod event;
pub mod figures;
pub mod ids;
pub mod instance;
pub mod job;
pub mod key;
pub mod media_content;
pub mod message;
pub mod newsletter;
pub mod pacing;
pub mod page;
pub mod person_change;
pub mod phone;
pub mod pin;
pub mod profile;
pub mod provider;
pub mod proxy;
pub mod quick_reply;
pub mod rules;
pub mod saved_view;
pub mod scheduled_message;
pub mod session_state;
pub mod sync;
pub mod tenant;
mod text_enum;
pub mod turn;
pub mod user;
pub mod user_audit;
pub mod webhook;

pub use clock::{Clock, Env, IdSource, SystemClock, Timestamp, UuidV7At, UuidV7Source};
pub use ids::*;
pub use phone::{PhoneNumber, visible};
