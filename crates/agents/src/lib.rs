//! Clients of agents.
//!
//! One trait, one implementation per protocol. A client turns a conversation into a request of its
//! protocol and the answer into text; when to send requests, how often to retry and where the
//! text goes is decided by the caller.
//!
//! The HTTP client is a parameter, because which addresses may be reached is the app's rule. Keys
//! and the text of a conversation never appear in errors, in logs or in `Debug`.
#![warn(missing_docs)]

mod address;
mod agent_api;
mod agno;
mod anthropic;
mod attachment;
mod body;
mod breaker;
mod builtin;
mod client;
mod custom;
mod directory;
mod endpoint;
mod error;
mod framing;
mod gate;
mod hidden;
mod http;
mod media;
mod openai;
mod options;
mod protocol;
mod question;
mod reading;
mod request;
mod run;
mod sse;
mod webhook;

pub use attachment::{Attachment, ByteStream};
pub use breaker::{Admission, Breaker, BreakerConfig, BreakerState, Verdict};
pub use builtin::{BuiltIn, BuiltInConfig, HttpTool, LoopLimits, McpSource, ModelApi};
pub use client::{AgentClient, AgentHealth, OnDelta};
pub use directory::{AgentDirectory, AgentEntry, ProviderAddress};
pub use endpoint::{AgentClients, AgentEndpoint};
pub use error::AgentError;
pub use gate::{GateConfig, GateState, Gates, Permit};
pub use media::{
    Describe, Description, MediaApi, MediaModels, ModelAddress, Transcribe, Transcript,
};
pub use question::{AgentOutcome, AskContext, Question, Sender};
pub use request::{AgentReply, AgentRequest, CalledTool, Role, Turn};
pub use webhook::read_late_answer;
