//! The data folder: accessible to its owner only, and used by one process at a time.

use anyhow::{Context as _, bail};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

const LOCK: &str = "omni.lock";
const NODE_ID: &str = "node-id";

/// The locked data folder, until this is dropped. The lock is the operating system's, so it ends
/// with a killed process.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    lock: File,
}

impl DataDir {
    /// Creates the folder if it is missing, and takes its lock.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.with_context(|| {
            format!("the data folder {shown} cannot be created; set data.dir to another one")
        })?;
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path.join(LOCK))
            .with_context(|| {
                format!(
                    "the data folder {shown} cannot be written to; check its owner and permissions"
                )
            })?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!(
                "the data folder {shown} is in use by another omni{}; stop that one first, or give \
                 this one a folder of its own (OMNI_DATA_DIR)",
                holder(&mut lock)
            ),
            Err(TryLockError::Error(error)) => {
                return Err(error)
                    .with_context(|| format!("the data folder {shown} cannot be locked"));
            }
        }
        lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id())).with_context(
            || format!("the data folder {shown} cannot be written to; is the disk full?"),
        )?;
        Ok(Self { path: path.to_owned(), lock })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The id of this node among those that share a database; the same at every start.
    pub fn node_id(&self) -> anyhow::Result<String> {
        let path = self.path.join(NODE_ID);
        if let Ok(text) = fs::read_to_string(&path)
            && is_node_id(text.trim())
        {
            return Ok(text.trim().to_owned());
        }
        self.renew_node_id()
    }

    /// Another id, because a node with a copy of this folder has the present one.
    pub fn renew_node_id(&self) -> anyhow::Result<String> {
        let id = format!("node-{:016x}", rand::random::<u64>());
        write_new_private(&self.path.join(NODE_ID), &id)?;
        Ok(id)
    }

    /// Where the folder is: differs from every copy of it, and after the machine was started again.
    pub fn home(&self) -> anyhow::Result<String> {
        let lock = self.lock.metadata().context("the data folder's lock cannot be read")?;
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Ok(format!("{} {:x} {:x}", boot.trim(), lock.dev(), lock.ino()))
    }
}

fn is_node_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn holder(lock: &mut File) -> String {
    let mut text = String::new();
    let pid = lock.read_to_string(&mut text).ok().and_then(|_| text.trim().parse::<u32>().ok());
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

/// Writes a file that only its owner can read, atomically.
pub(crate) fn write_new_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let shown = path.display();
    let temporary = path.with_extension("new");
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        writeln!(file, "{text}")?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().with_context(|| {
        format!("{shown} cannot be written; check the folder's owner and free space")
    })
}

#[cfg(test)]
mod tests {
    use super::DataDir;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_folder_is_private_and_has_one_user() {
        let temp = tempfile::tempdir().expect("a folder");
        let path = temp.path().join("data");
        let first = DataDir::open(&path).expect("made");
        let mode = std::fs::metadata(&path).expect("made").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let refused = DataDir::open(&path).expect_err("in use").to_string();
        assert!(refused.contains(&format!("(process {})", std::process::id())), "{refused}");
        let id = first.node_id().expect("made");
        let home = first.home().expect("a folder");
        drop(first);
        let again = DataDir::open(&path).expect("free again");
        assert_eq!(again.node_id().expect("kept"), id);
        assert_eq!(again.home().expect("a folder"), home);
        let copy = temp.path().join("copy");
        std::fs::create_dir(&copy).expect("a folder");
        for name in ["omni.lock", "node-id"] {
            std::fs::copy(path.join(name), copy.join(name)).expect("copied");
        }
        let copy = DataDir::open(&copy).expect("not in use");
        assert_eq!(copy.node_id().expect("copied"), id);
        assert_ne!(copy.home().expect("a folder"), home);
        let new = copy.renew_node_id().expect("written");
        assert_eq!((copy.node_id().expect("kept"), new != id), (new, true));
    }
}
