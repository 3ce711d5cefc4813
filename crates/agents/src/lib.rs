//! Talking to what answers.
//!
//! One trait, one implementation per protocol. A client turns a conversation into a request of its
//! protocol and the answer into text; it decides nothing about when to ask, how often to try again
//! or where the text goes.
//!
//! The HTTP client is handed in, because which addresses may be reached is the app's rule. Keys and
//! the words of a conversation never appear in errors, in logs or in `Debug`.
#![warn(missing_docs)]

mod client;
mod endpoint;
mod error;
mod http;
mod openai;
mod request;
mod run;
mod sse;

pub use client::{AgentClient, AgentHealth, OnDelta};
pub use endpoint::{AgentClients, AgentEndpoint};
pub use error::AgentError;
pub use request::{AgentReply, AgentRequest, Role, Turn};
