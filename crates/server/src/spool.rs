//! The folder of files on their way. Nothing in it outlives the process that wrote it.

use anyhow::Context as _;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

/// What the library for temporary files calls them.
const PREFIX: &str = ".tmp";

/// Makes the folder for its owner only, and removes what a crash left in it.
pub(crate) fn open(dir: &Path) -> anyhow::Result<()> {
    let shown = dir.display();
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.with_context(|| {
        format!("the spool folder {shown} cannot be made; set data.spool_dir to one that can")
    })?;
    let removed = clear(dir)
        .with_context(|| format!("the spool folder {shown} cannot be read; check its owner"))?;
    if removed > 0 {
        tracing::info!(removed, "removed files that a crash had left in the spool folder");
    }
    Ok(())
}

fn clear(dir: &Path) -> std::io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            continue;
        }
        let path = entry.path();
        let gone = if entry.file_type()?.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed += usize::from(gone.is_ok());
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::open;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_a_crash_left_is_removed_and_nothing_else() {
        let temp = tempfile::tempdir().expect("a folder");
        let spool = temp.path().join("spool");
        open(&spool).expect("made");
        let mode = std::fs::metadata(&spool).expect("made").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        std::fs::create_dir(spool.join(".tmpFolder")).expect("made");
        std::fs::write(spool.join(".tmpFolder/video"), "left").expect("written");
        std::fs::write(spool.join(".tmpFile"), "left").expect("written");
        std::fs::write(spool.join("a person's own"), "kept").expect("written");
        open(&spool).expect("opened");
        let names: Vec<_> = std::fs::read_dir(&spool)
            .expect("read")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert_eq!(names, ["a person's own"]);
    }
}
