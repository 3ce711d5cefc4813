use crate::app::App;
use crate::error::Error;
use crate::pace;
use tokio_util::sync::CancellationToken;

/// Adds messages that are older than the index of their words to it, in pieces beside what is written
/// meanwhile, until all are there or the server stops; the next call continues. Until then the search
/// finds those of them that their events lead to.
pub async fn index_old_messages(app: &App, stop: &CancellationToken) -> Result<(), Error> {
    if !app.store.has_unindexed_messages().await? {
        return Ok(());
    }
    tracing::info!("older messages are being added to the index of words");
    let looked = pace::delete(app, stop, |tx, rows| {
        Box::pin(async move { tx.index_old_messages(rows).await })
    });
    let messages = looked.await?;
    tracing::info!(messages, "older messages were added to the index of words");
    Ok(())
}
