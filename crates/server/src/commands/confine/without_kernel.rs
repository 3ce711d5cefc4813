//! Systems without Landlock and seccomp: the limits of the process are all there is.

use super::TakesAway;
use std::path::PathBuf;

pub(in crate::commands) const fn takes_away() -> TakesAway {
    TakesAway { files: false, system_calls: false }
}

#[expect(clippy::unnecessary_wraps, reason = "the other kernel's can fail")]
pub(in crate::commands) fn only_files(
    _readable: &[PathBuf],
    _writable: &[PathBuf],
) -> anyhow::Result<()> {
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "the other kernel's can fail")]
pub(in crate::commands) fn only_own_threads() -> anyhow::Result<()> {
    Ok(())
}
