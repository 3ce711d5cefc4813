//! Whether the disks that this server writes to have space, before they have none.

use crate::app::App;
use rustix::fs::{StatVfsMountFlags, statvfs};
use std::path::Path;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The disks are checked this often at most.
const KEEP: Duration = Duration::from_secs(5);

/// The state of the disks: of several the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiskState {
    /// There is enough space, as far as is known.
    Fine,
    /// Less is free than `limits.disk_free_min_bytes`.
    Low {
        /// Bytes that are free.
        free: u64,
    },
    /// It cannot be written to.
    ReadOnly,
}

impl DiskState {
    /// What is wrong, for people; `None` if nothing is.
    pub fn problem(self) -> Option<String> {
        match self {
            Self::Fine => None,
            Self::Low { free } => {
                Some(format!("the disk is nearly full: {} MiB are free", free >> 20))
            }
            Self::ReadOnly => Some("the disk is read-only".to_owned()),
        }
    }

    /// The disk that holds this folder. One that cannot be asked about counts as fine: writing to it
    /// shows more.
    pub fn of(folder: &Path, min_free: u64) -> Self {
        // A folder that is still to be made lies where the nearest one above it does.
        let found = folder.ancestors().find_map(|folder| statvfs(folder).ok());
        let Some(found) = found else { return Self::Fine };
        let read_only = found.f_flag.contains(StatVfsMountFlags::RDONLY);
        let free = found.f_bavail.saturating_mul(found.f_frsize);
        Self::judge(read_only, found.f_blocks, free, min_free)
    }

    /// A file system without blocks does not count them.
    const fn judge(read_only: bool, blocks: u64, free: u64, min_free: u64) -> Self {
        if read_only {
            Self::ReadOnly
        } else if blocks > 0 && free < min_free {
            Self::Low { free }
        } else {
            Self::Fine
        }
    }
}

/// The state at the last check, and when.
#[derive(Debug, Default)]
pub struct LastDiskCheck(Mutex<Option<(Instant, DiskState)>>);

/// The state of the disks, at most five seconds old.
pub async fn disk(app: &App) -> DiskState {
    let mut last = app.last_disk_check.0.lock().await;
    if let Some((at, state)) = &*last
        && at.elapsed() < KEEP
    {
        return *state;
    }
    let (folders, min_free) = (app.config.disks.folders.clone(), app.config.disks.min_free);
    // A disk of the network may take its time.
    let worst = tokio::task::spawn_blocking(move || {
        folders.iter().map(|folder| DiskState::of(folder, min_free)).max()
    });
    let state = worst.await.ok().flatten().unwrap_or(DiskState::Fine);
    let before = last.map_or(DiskState::Fine, |(_, state)| state);
    if let Some(problem) = state.problem()
        && before.problem().is_none()
    {
        tracing::warn!("{problem}; files that arrive are not fetched until there is space");
    }
    *last = Some((Instant::now(), state));
    state
}

#[cfg(test)]
mod tests {
    use super::DiskState;

    #[test]
    fn a_disk_is_low_before_it_is_full() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(DiskState::of(folder.path(), 0), DiskState::Fine);
        let low = DiskState::of(&folder.path().join("to/be/made"), u64::MAX);
        assert!(matches!(low, DiskState::Low { free } if free > 0), "{low:?}");
        assert!(low.problem().expect("a problem").contains("nearly full"));
        assert!(DiskState::Low { free: 0 } > DiskState::Fine);
        assert!(DiskState::ReadOnly > low);
    }

    #[test]
    fn a_disk_that_is_mounted_for_reading_is_read_only() {
        assert_eq!(DiskState::judge(true, 10, 1 << 40, 1), DiskState::ReadOnly);
        assert_eq!(DiskState::judge(false, 10, 5, 6), DiskState::Low { free: 5 });
        assert_eq!(DiskState::judge(false, 10, 6, 6), DiskState::Fine);
        assert_eq!(DiskState::judge(false, 0, 0, 6), DiskState::Fine, "it does not count");
    }
}
