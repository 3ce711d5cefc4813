//! Reading a document on a thread of its own kind: it is work, and what strangers send.

use super::Miss;
use crate::app::App;
use crate::error::Error;
use bytes::Bytes;
use omni_documents::{Bounds, Extract, Format, Unreadable};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Documents side by side. One that does not end keeps its place until it does, so that no number
/// of them takes all threads.
static ROOM: Semaphore = Semaphore::const_new(2);
/// The time is looked at now and then; this long after it is over, nobody waits any longer.
const GRACE: Duration = Duration::from_secs(5);

pub(super) async fn extract(app: &App, format: Format, file: Bytes) -> Result<Extract, Miss> {
    let time = app.config.extraction_timeout;
    let late = || Miss::Failed(Unreadable::TooSlow.to_string());
    let place = tokio::time::timeout(time, ROOM.acquire()).await.map_err(|_| late())?;
    let place = place.map_err(Error::internal)?;
    let work = tokio::task::spawn_blocking(move || {
        let _place = place;
        omni_documents::extract(format, &file, &Bounds::lasting(time))
    });
    let done = tokio::time::timeout(time + GRACE, work).await.map_err(|_| late())?;
    done.map_err(Error::internal)?.map_err(|error| match error {
        // Nobody changes a document by waiting.
        Unreadable::Protected | Unreadable::TooLarge | Unreadable::NoText => {
            Miss::Unsupported(error.to_string())
        }
        Unreadable::Damaged | Unreadable::TooSlow => Miss::Failed(error.to_string()),
    })
}
