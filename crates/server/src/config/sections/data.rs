use crate::config::problems::Problems;
use serde::Deserialize;
use std::path::PathBuf;

/// `[data]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Data {
    pub dir: PathBuf,
}

impl Data {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        if self.dir.as_os_str().is_empty() {
            problems.add("data.dir", "name a folder");
        }
    }
}
