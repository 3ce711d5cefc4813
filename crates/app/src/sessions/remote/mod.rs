//! Asking the node that owns an instance: rows that it answers, with wake-ups over the bus.

mod ask;
mod businesses;
mod communities;
mod newsletters;
mod request;
mod serve;
mod session;
mod waiting;

pub(super) use ask::{Unanswered, ask};
pub(super) use request::Request;
pub(super) use serve::keep_serving;
pub(super) use session::RemoteSession;
pub(super) use waiting::Waiting;
