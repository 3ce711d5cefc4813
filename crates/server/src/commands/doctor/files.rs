//! Files: the data folder, the secret key, media.

use super::{Finding, cause};
use omni_app::system::DiskState;
use omni_blobs::BlobConfig;
use omni_server::config::Config;
use omni_server::{secret_key, wiring};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

pub(super) fn data_dir(config: &Config) -> Finding {
    writable("data folder", "data.dir", &config.data.dir)
}

/// The folder of larger files in transfer.
pub(super) fn spool_dir(config: &Config) -> Finding {
    writable("spool folder", "data.spool_dir", &config.spool_dir())
}

fn writable(name: &'static str, setting: &str, dir: &Path) -> Finding {
    let shown = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned()).display().to_string();
    if !dir.exists() {
        // The server creates missing parent folders as well.
        let parent =
            dir.ancestors().skip(1).find(|parent| parent.as_os_str().is_empty() || parent.exists());
        let parent =
            parent.filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return match probe(parent) {
            Ok(()) => Finding::fine(name, format!("{shown} will be created at the first start")),
            Err(error) => Finding::broken(
                name,
                format!("{shown} cannot be created: {error}"),
                format!("make {} writable for this user, or set {setting}", parent.display()),
            ),
        };
    }
    if let Err(error) = probe(dir) {
        return Finding::broken(
            name,
            format!("{shown} cannot be written to: {error}"),
            format!("check its owner and free space: chown {} {shown}", owner()),
        );
    }
    let mode =
        fs::metadata(dir).map(|found| found.permissions().mode() & 0o777).unwrap_or_default();
    if mode & 0o077 != 0 {
        let detail = format!("{shown} is accessible to other users (mode {mode:o})");
        return Finding::doubtful(name, detail, format!("chmod 700 {shown}"));
    }
    Finding::fine(name, shown)
}

/// The disks that the server writes to: full or read-only, they are reported before they are needed.
pub(super) fn disks(config: &Config) -> Finding {
    const NAME: &str = "disk space";
    let min_free = config.limits.disk_free_min_bytes;
    let folders = config.disk_folders();
    let worst = folders.iter().max_by_key(|folder| DiskState::of(folder, min_free));
    let Some(folder) = worst else { return Finding::fine(NAME, "nothing is kept on a disk") };
    let shown = folder.display();
    match DiskState::of(folder, min_free) {
        DiskState::Fine => {
            Finding::fine(NAME, format!("more than {} MiB are free", min_free >> 20))
        }
        state @ DiskState::Low { .. } => Finding::doubtful(
            NAME,
            format!("{shown}: {}", state.problem().unwrap_or_default()),
            "make space, or shorten what is kept: the section [retention] of the settings",
        ),
        state @ DiskState::ReadOnly => Finding::broken(
            NAME,
            format!("{shown}: {}", state.problem().unwrap_or_default()),
            "mount it for writing, or set data.dir to a folder that can be written to",
        ),
    }
}

/// The user that this process runs as, as `chown` takes it: a number always fits, also in a
/// container without `USER`.
fn owner() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Writes, flushes and removes a file.
fn probe(dir: &Path) -> std::io::Result<()> {
    let path = dir.join(format!(".omni-doctor-{}", std::process::id()));
    let written = fs::File::create(&path).and_then(|mut file| {
        file.write_all(b"probe")?;
        file.sync_all()
    });
    // Removed even if it could not be written completely.
    let removed = fs::remove_file(&path);
    written.and(removed)
}

pub(super) fn secret_key(config: &Config) -> Finding {
    const NAME: &str = "secret key";
    if config.secrets.key.get().is_some() {
        return Finding::fine(NAME, "configured");
    }
    let path = config.secret_key_file();
    let shown = path.display();
    match secret_key::read(&path) {
        Ok(None) => Finding::fine(NAME, format!("{shown} will be created at the first start")),
        Ok(Some(_)) if secret_key::is_exposed(&path) => Finding::broken(
            NAME,
            format!("{shown} is readable by other users"),
            format!("chmod 600 {shown}"),
        ),
        Ok(Some(_)) => Finding::fine(NAME, format!("{shown}; keep a copy of it")),
        Err(error) => {
            Finding::broken(NAME, cause(error), "restore it from your copy, or set OMNI_SECRET_KEY")
        }
    }
}

pub(super) async fn blobs(config: &Config) -> Finding {
    const NAME: &str = "media store";
    let label = match config.blob_config() {
        BlobConfig::Local { dir } if !dir.exists() => {
            return Finding::fine(
                NAME,
                format!("{} will be created at the first start", dir.display()),
            );
        }
        BlobConfig::Local { dir } => dir.display().to_string(),
        BlobConfig::S3(s3) => format!("S3, bucket {}", s3.bucket),
    };
    let checked = match wiring::open_blobs(config).await {
        Ok(blobs) => blobs.check().await.map_err(cause),
        Err(error) => Err(cause(error)),
    };
    match checked {
        Ok(()) => Finding::fine(NAME, format!("{label}: written, read and removed")),
        Err(error) => Finding::broken(
            NAME,
            format!("{label}: {error}"),
            "check the section [blobs] of the settings",
        ),
    }
}
