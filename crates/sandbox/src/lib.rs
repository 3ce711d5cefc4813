//! Counterparts of the outside world on loopback, for tests and the demo.
//!
//! [`whatsapp`] is a simulated WhatsApp network that speaks the real wire
//! protocol, [`model`] an OpenAI-compatible language model that answers from a
//! script, [`files`] a tiny HTTP file server. None of them knows anything of
//! Omni: they are reached over sockets exactly like the services they stand for.

pub mod files;
pub mod model;
pub mod whatsapp;
