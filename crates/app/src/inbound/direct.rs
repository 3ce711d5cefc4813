//! A message that reaches the server through its own API: stored by the pipeline of the sessions, in
//! the caller's transaction.

use super::group::{Group, IngestError, write_group};
use super::ingestor::Submission;
use crate::app::App;
use crate::error::Error;
use crate::sessions::{InstanceMeta, Source};
use omni_channel::{Inbound, InboundMessage};
use omni_domain::ids::MessageId;
use omni_storage::Tx;
use std::sync::Arc;

/// Stores a message that is new, with all that follows from it; returns the id of its row. If the
/// transaction fails, [`roll_back`] must be called.
pub(crate) async fn accept_in(
    app: &App,
    tx: &mut Tx,
    meta: Arc<InstanceMeta>,
    message: InboundMessage,
) -> Result<MessageId, Error> {
    let items = vec![Inbound::Message(Box::new(message))];
    let submission = Submission { meta, source: Source::Request, items };
    let group = Group { submissions: Arc::new(vec![submission]), range: 0..1 };
    let cache = app.ingest.cache();
    let mut cache = cache.lock().await;
    let written = write_group(app, tx, &mut cache, &group).await;
    drop(cache);
    // A message is no event that leaves no row.
    match written {
        Ok(written) => written.messages.first().copied().ok_or(Error::StorageUnavailable),
        Err(IngestError::App(error)) => Err(error),
        Err(IngestError::Fenced) => Err(Error::StorageUnavailable),
    }
}

/// Forgets what was cached in a transaction that failed.
pub(crate) async fn roll_back(app: &App) {
    app.ingest.cache().lock().await.clear();
}
