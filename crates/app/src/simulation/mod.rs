//! Simulated phones: handsets of a simulated WhatsApp network inside the process, to try a server without a
//! real number.
//!
//! Only a build with the simulated network has one, and only while its server is connected to that
//! network and to no other. Everywhere else no phone can be made, and so none is found.

mod create;
mod received;
mod registry;
mod scan;
mod send;

pub use create::{NewPhone, create};
pub use received::{RECEIVED_MAX, received};
pub use registry::{PHONES_MAX, Simulation};
pub use scan::scan;
pub use send::send;

use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::error::Error;
use futures::future::BoxFuture;
use omni_domain::access::{Caller, Scope};
use omni_domain::{PhoneNumber, Timestamp};
use std::sync::Arc;

/// Why the network refuses, for people.
pub type Refusal = String;

/// A simulated network. Numbers are digits without a `+`.
pub trait SimulatedNetwork: std::fmt::Debug + Send + Sync {
    /// Makes a phone with this number, whose owner has this name.
    fn create<'a>(&'a self, number: &'a str, name: &'a str) -> BoxFuture<'a, Result<(), Refusal>>;
    /// Scans a QR with a phone; returns once the device behind it is linked.
    fn scan<'a>(&'a self, number: &'a str, qr: &'a str) -> BoxFuture<'a, Result<(), Refusal>>;
    /// Sends a text from a phone; returns the message's id on the network.
    fn send<'a>(
        &'a self,
        number: &'a str,
        to: &'a str,
        text: &'a str,
    ) -> BoxFuture<'a, Result<String, Refusal>>;
    /// What others sent to a phone, oldest first.
    fn received(&self, number: &str) -> Vec<SimulatedMessage>;
}

/// A message that arrived at a simulated phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedMessage {
    /// Its id on the network.
    pub id: String,
    /// Digits of the author's number.
    pub from: String,
    /// Its text, if it has one.
    pub text: Option<String>,
    /// When it was sent, by the network's clock.
    pub sent_at: Timestamp,
}

/// Refuses a caller who may not use simulated phones: they are of no instance.
fn require_phones(caller: &Caller) -> Result<(), Error> {
    require(caller, Scope::InstancesWrite)?;
    require_all_instances(caller, "a key limited to instances cannot use simulated phones")
}

/// A phone that the caller's tenant made, with its network.
fn find(
    app: &App,
    caller: &Caller,
    number: &str,
) -> Result<(Arc<dyn SimulatedNetwork>, PhoneNumber), Error> {
    require_phones(caller)?;
    let missing = || Error::not_found("simulated phone", number);
    let parsed = PhoneNumber::parse(number).ok_or_else(missing)?;
    let network = app.simulation.phone_of(&parsed, caller.tenant_id).ok_or_else(missing)?;
    Ok((network, parsed))
}
