//! What a test makes a session do.

use super::{MockSession, OWNER, SentByMock, address};
use omni_channel::{Inbound, Pulse, SinkError, StateError, StateWrite, StatusUpdate};

impl MockSession {
    /// The recorded operations, in order; typing left out.
    pub fn sent(&self) -> Vec<SentByMock> {
        self.sent.lock().unwrap().clone()
    }

    /// Whether each recorded operation about "typing…" showed it, in order.
    pub fn typing(&self) -> Vec<bool> {
        self.typing.lock().unwrap().clone()
    }

    /// Receives these items, as from the network.
    pub async fn deliver(&self, inbound: Vec<Inbound>) {
        let inbound = inbound.into_iter().map(address::complete).collect();
        self.context.sink.accept(inbound).await.unwrap();
    }

    /// Receives these items once, as from the network; whether they are stored.
    pub async fn try_deliver(&self, inbound: Vec<Inbound>) -> Result<(), SinkError> {
        self.context.sink.accept(inbound.into_iter().map(address::complete).collect()).await
    }

    /// Reports this state of its connection.
    pub fn report(&self, update: StatusUpdate) {
        self.context.sink.status(update);
    }

    /// Writes a record of the session's state, as a session does at any time.
    pub async fn put_state(&self, key: &str, value: &str) -> Result<(), StateError> {
        let (ns, key, value) = (OWNER.0, key.to_owned(), value.to_owned().into());
        self.context.state.apply(vec![StateWrite::Put { ns, key, value, num: 0 }]).await
    }

    /// Receives these items as a network delivers them: repeatedly until they are stored.
    pub async fn deliver_until_stored(&self, inbound: Vec<Inbound>) {
        let inbound: Vec<Inbound> = inbound.into_iter().map(address::complete).collect();
        while self.context.sink.accept(inbound.clone()).await.is_err() {
            tokio::task::yield_now().await;
        }
    }

    /// Sets the judgement of its connection from now on.
    pub fn set_pulse(&self, pulse: Pulse) {
        *self.pulse.lock().unwrap() = pulse;
    }

    /// Keeps a file for [`omni_channel::Session::fetch_media`] under this locator.
    pub fn offer_file(&self, locator: &[u8], bytes: &[u8]) {
        self.files.lock().unwrap().insert(locator.to_vec(), bytes.to_vec());
    }

    /// Removes the file of this locator.
    pub fn withdraw_file(&self, locator: &[u8]) {
        self.files.lock().unwrap().remove(locator);
    }
}
