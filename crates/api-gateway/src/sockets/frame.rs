//! An event as clients get it: rendered and encoded once, and not for each of them.

use crate::webhooks;
use omni_app::{App, events};
use omni_domain::event::Event;
use omni_domain::ids::InstanceId;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use socketioxide::SendError;
use socketioxide::extract::SocketRef;

/// A name with its arguments, ready to be sent.
#[derive(Debug)]
pub(super) struct Packet {
    name: &'static str,
    body: Box<RawValue>,
    /// The number of what has a row, from which a client resumes; 0 of everything else.
    seq: i64,
}

/// An event in all forms that its followers may get.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) account: InstanceId,
    /// 0 of what has no row.
    pub(super) seq: i64,
    whole: Packet,
    /// For those who may not link a phone, if theirs differs.
    without_code: Option<Packet>,
}

impl Packet {
    /// `None` of an event that clients do not get.
    pub(super) fn of(app: &App, event: &Event) -> Option<Self> {
        let (name, body) = webhooks::live(app, event)?;
        Self::new(name, &body, event.seq)
    }

    pub(super) fn new(name: &'static str, body: &Value, seq: i64) -> Option<Self> {
        match to_raw_value(body) {
            Ok(body) => Some(Self { name, body, seq }),
            Err(error) => {
                tracing::error!(%error, name, "an event could not be encoded");
                None
            }
        }
    }

    /// Puts it into the client's queue, without waiting for room.
    pub(super) fn send(&self, socket: &SocketRef) -> Result<(), SendError> {
        let body = &*self.body;
        match self.seq {
            0 => socket.emit(self.name, &(body,)),
            seq => socket.emit(self.name, &(body, seq)),
        }
    }
}

impl Frame {
    /// `None` of an event that clients do not get.
    pub(super) fn of(app: &App, account: InstanceId, event: &Event) -> Option<Self> {
        let whole = Packet::of(app, event)?;
        let without_code = match events::without_link_code(event) {
            // Without a form for these no client gets it, rather than all of them the code.
            Some(shown) => Some(Packet::of(app, &shown)?),
            None => None,
        };
        Some(Self { account, seq: event.seq, whole, without_code })
    }

    pub(super) fn packet(&self, may_link: bool) -> &Packet {
        match &self.without_code {
            Some(packet) if !may_link => packet,
            _ => &self.whole,
        }
    }
}

#[cfg(test)]
impl Frame {
    /// One without a body, for what only concerns the order.
    pub(super) fn numbered(seq: i64) -> Self {
        let whole = Packet::new("message.received", &Value::Null, seq).expect("encoded");
        Self { account: InstanceId(uuid::Uuid::nil()), seq, whole, without_code: None }
    }
}
