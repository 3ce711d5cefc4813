use super::{SimulatedMessage, find};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;

/// Messages of one answer, at most: the latest.
pub const RECEIVED_MAX: usize = 100;

/// What others sent to a simulated phone, oldest first.
pub fn received(app: &App, caller: &Caller, number: &str) -> Result<Vec<SimulatedMessage>, Error> {
    let (network, number) = find(app, caller, number)?;
    let mut messages = network.received(number.digits());
    let surplus = messages.len().saturating_sub(RECEIVED_MAX);
    messages.drain(..surplus);
    Ok(messages)
}
