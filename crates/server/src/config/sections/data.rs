use super::set;
use crate::config::Config;
use crate::config::problems::Problems;
use serde::Deserialize;
use std::path::PathBuf;

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
}
