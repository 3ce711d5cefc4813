use crate::app::App;

/// Removes bytes that no message refers to.
pub(crate) async fn discard(app: &App, key: &str) {
    if let Err(error) = app.blobs.delete(key).await {
        tracing::warn!(%error, "a file without a message remains in the blob store");
    }
}
