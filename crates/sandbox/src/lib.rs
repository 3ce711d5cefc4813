//! Simulated external services on loopback, for tests and the demo.
//!
//! [`whatsapp`] is a simulated WhatsApp network that uses the real wire
//! protocol, [`model`] an OpenAI-compatible language model that answers from a
//! script, [`anthropic`] one with Anthropic's API, [`agno`] an `AgentOS`,
//! [`agent_api`] an Automagik Agents server, [`webhook`] a receiver of
//! messages as JSON, [`receiver`] one of webhook deliveries, [`tools`] tools over HTTP and MCP, [`files`] a tiny HTTP
//! file server. Their answers are defined by a [`script`]. None of them depends on
//! Omni: they are reached over sockets exactly like the services that they
//! simulate.

pub mod agent_api;
pub mod agno;
pub mod anthropic;
pub mod files;
mod host;
pub mod model;
pub mod receiver;
pub mod script;
pub mod tools;
pub mod webhook;
pub mod whatsapp;
