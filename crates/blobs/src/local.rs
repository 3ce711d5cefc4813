//! The local folder, and the removal of temporary files that a crash left in it.

use crate::error::BlobError;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Locked by every process that has the folder open. Keys cannot begin with a dot, so no key has
/// this name.
const LOCK_FILE: &str = ".omni-lock";
/// A temporary file without a write for this long is abandoned.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);

/// The store, and the lock of the process on the folder.
pub(crate) struct Opened {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) lock: File,
}

/// Creates the folder if needed, clears abandoned temporary files and opens it.
pub(crate) async fn open(dir: PathBuf) -> Result<Opened, BlobError> {
    tokio::task::spawn_blocking(move || open_blocking(&dir))
        .await
        .map_err(|error| BlobError::Unavailable(error.to_string()))?
}

fn open_blocking(dir: &Path) -> Result<Opened, BlobError> {
    let fail = |what: &str, error: &dyn std::fmt::Display| {
        BlobError::Unavailable(format!("{what} {}: {error}", dir.display()))
    };
    std::fs::create_dir_all(dir).map_err(|error| fail("cannot create", &error))?;
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join(LOCK_FILE))
        .map_err(|error| fail("cannot write in", &error))?;
    // With an exclusive lock, every temporary file is abandoned. With a shared one (`omni doctor`
    // next to a running server, two nodes on one share) a recent one may be an upload in progress.
    let exclusive = match lock.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
    };
    let removed = clear_abandoned(dir, exclusive).map_err(|error| fail("cannot read", &error))?;
    if removed > 0 {
        tracing::info!(blobs.removed = removed, "removed abandoned uploads");
    }
    if exclusive {
        let _ = lock.unlock();
    }
    // Shared from here on: others may join, and none has an exclusive lock. On file systems without
    // locks, abandoned files are only removed later.
    let _ = lock.try_lock_shared();
    let store = LocalFileSystem::new_with_prefix(dir)
        .map_err(|error| fail("cannot open", &error))?
        .with_fsync(true)
        .with_automatic_cleanup(true);
    Ok(Opened { store: Arc::new(store), lock })
}

fn clear_abandoned(dir: &Path, exclusive: bool) -> std::io::Result<usize> {
    let mut removed = 0;
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && is_temporary(&entry.path()) {
                // Another process may remove it first.
                let Ok(meta) = entry.metadata() else { continue };
                let age = meta.modified().ok().and_then(|at| at.elapsed().ok());
                if (exclusive || age.is_some_and(|age| age > ABANDONED_AFTER))
                    && std::fs::remove_file(entry.path()).is_ok()
                {
                    removed += 1;
                }
            }
        }
    }
    Ok(removed)
}

/// `object_store` writes `name#1`, `name#2` … and renames the complete file.
fn is_temporary(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.rsplit_once('#'))
        .is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
