use super::set;
use crate::config::Config;
use crate::config::problems::Problems;
use omni_blobs::BlobConfig;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// `[data]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Data {
    pub dir: PathBuf,
    pub spool_dir: String,
}

impl Data {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        if self.dir.as_os_str().is_empty() {
            problems.add("data.dir", "name a folder");
        }
    }
}

impl Config {
    /// The folder of files on their way, absolute. It holds nothing that a restart needs.
    pub fn spool_dir(&self) -> PathBuf {
        let dir =
            set(&self.data.spool_dir).map_or_else(|| self.data.dir.join("spool"), PathBuf::from);
        // Programs that convert files run in folders of their own.
        std::path::absolute(&dir).unwrap_or(dir)
    }

    /// Folders on the disks that the server writes to: its data, what is in transfer, its files, and
    /// its database where that is a file.
    pub fn disk_folders(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.data.dir.clone(), self.spool_dir()];
        if let BlobConfig::Local { dir } = self.blob_config() {
            folders.push(dir);
        }
        let url = self.database_url();
        let file = url.strip_prefix("sqlite://").and_then(|path| path.split('?').next());
        folders.extend(file.and_then(|file| Path::new(file).parent()).map(Path::to_owned));
        folders.retain(|folder| !folder.as_os_str().is_empty());
        folders
    }
}
