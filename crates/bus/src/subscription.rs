//! Subscriptions to events.

use crate::hub::Item;
use omni_domain::event::Event;
use std::sync::Arc;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// Why there is no event to return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecvError {
    /// Events were missed: about so many, 0 if unknown. Read the log from the last sequence number
    /// seen, then continue receiving.
    #[error("missed {0} events")]
    Lagged(u64),
    /// The bus was closed.
    #[error("the bus is closed")]
    Closed,
}

/// One subscription. Events of this node arrive in the order of publication; events of other nodes
/// arrive in between, so a reader that needs one order compares sequence numbers.
#[derive(Debug)]
pub struct Subscription {
    pub(crate) items: broadcast::Receiver<Item>,
    pub(crate) closed: CancellationToken,
}

impl Subscription {
    /// The next event. Cancel-safe.
    pub async fn recv(&mut self) -> Result<Arc<Event>, RecvError> {
        let item = tokio::select! {
            // Events published before the bus was closed are still returned.
            biased;
            item = self.items.recv() => item,
            () = self.closed.cancelled() => return Err(RecvError::Closed),
        };
        match item {
            Ok(Item::Event(event)) => Ok(event),
            Ok(Item::Gap(missed)) | Err(broadcast::error::RecvError::Lagged(missed)) => {
                Err(RecvError::Lagged(missed))
            }
            Err(broadcast::error::RecvError::Closed) => Err(RecvError::Closed),
        }
    }
}
