//! A configuration file of another program: read, extended, and replaced as a whole.
//!
//! Only below folders that are allowed, never through a symlink, and never half written.

use super::clients::ENTRY;
use crate::error::{Error, Field};
use serde_json::{Map, Value};
use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Component, Path, PathBuf};

/// The member that holds the servers, in every known client.
const SERVERS: &str = "mcpServers";
/// Largest file read, bytes.
const MAX: u64 = 8 * 1024 * 1024;

/// The file, if it may be written: its real path below one of the folders.
pub(super) fn allowed(path: &Path, folders: &[PathBuf]) -> Result<PathBuf, Error> {
    let refuse = |message: &'static str| Err(Error::invalid(Field::McpConfigPath, message));
    if !path.is_absolute() {
        return refuse("give the whole path, from `/` or from `~/` on");
    }
    if path.components().any(|part| matches!(part, Component::ParentDir)) {
        return refuse("must not contain `..`");
    }
    if path.extension().is_none_or(|ending| ending != "json") {
        return refuse("must be a file that ends in `.json`");
    }
    for folder in folders {
        let Ok(inner) = path.strip_prefix(folder) else { continue };
        // The folder itself is the operator's choice; below it no symlink may lead elsewhere.
        let Ok(mut real_path) = folder.canonicalize() else { continue };
        for part in inner.components() {
            real_path.push(part);
            if real_path.symlink_metadata().is_ok_and(|entry| entry.is_symlink()) {
                return refuse("leads through a symbolic link; give the real path");
            }
        }
        return Ok(real_path);
    }
    refuse("must be below the home folder of the server's user, or a folder of mcp.config_dirs")
}

/// Whether the file has Omni's entry. A file that cannot be read has not.
pub(super) fn has_entry(path: &Path) -> bool {
    read(path)
        .is_ok_and(|root| root.get(SERVERS).is_some_and(|servers| servers.get(ENTRY).is_some()))
}

/// Adds Omni's entry to the file, keeping all else that is in it.
pub(super) fn put_entry(path: &Path, entry: Value) -> Result<(), Error> {
    let mut root = read(path)?;
    let servers = root.entry(SERVERS).or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(servers) = servers else {
        return Err(Error::conflict(format!(
            "`{SERVERS}` in {} is not an object; correct the file by hand",
            path.display()
        )));
    };
    servers.insert(ENTRY.to_owned(), entry);
    replace(path, &root).map_err(|error| cannot("written", path, &error))
}

fn read(path: &Path) -> Result<Map<String, Value>, Error> {
    let file = match OpenOptions::new().read(true).custom_flags(O_NOFOLLOW | O_NONBLOCK).open(path)
    {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
        Err(error) => return Err(cannot("read", path, &error)),
    };
    if !file.metadata().is_ok_and(|entry| entry.is_file()) {
        return Err(Error::invalid(Field::McpConfigPath, "is not a file"));
    }
    let mut text = String::new();
    file.take(MAX + 1).read_to_string(&mut text).map_err(|error| cannot("read", path, &error))?;
    if text.len() as u64 > MAX {
        return Err(Error::TooLarge { what: "the configuration file", limit: MAX });
    }
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_str(&text) {
        Ok(Value::Object(root)) => Ok(root),
        _ => Err(Error::conflict(format!(
            "{} is not a JSON object, so nothing was changed; correct it by hand",
            path.display()
        ))),
    }
}

/// Writes beside the file and renames: a reader sees the old or the new file, never a part.
fn replace(path: &Path, root: &Map<String, Value>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder)?;
    let mode = fs::symlink_metadata(path).map_or(0o600, |old| old.permissions().mode() & 0o777);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fresh = folder.join(format!(".{name}.omni-{}", std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        serde_json::to_writer_pretty(&mut file, root)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    written
}

/// The system's message is for the operator and holds no secrets.
fn cannot(what: &str, path: &Path, error: &io::Error) -> Error {
    Error::invalid(Field::McpConfigPath, format!("{} cannot be {what}: {error}", path.display()))
}

// Linux's own values, for the two targets this builds for; `libc` for two numbers is too much.
#[cfg(target_arch = "x86_64")]
const O_NOFOLLOW: i32 = 0o400_000;
#[cfg(not(target_arch = "x86_64"))]
const O_NOFOLLOW: i32 = 0o100_000;
const O_NONBLOCK: i32 = 0o4_000;

#[cfg(test)]
mod tests {
    use super::{allowed, has_entry, put_entry};
    use serde_json::{Value, json};
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::{Path, PathBuf};

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().canonicalize().expect("a path");
        (folder, path)
    }

    fn refusal(path: &Path, folder: &Path) -> String {
        allowed(path, &[folder.to_owned()]).expect_err("refused").to_string()
    }

    #[test]
    fn what_is_there_is_kept_with_its_mode() {
        let (_held, home) = folder();
        let file = home.join("c.json");
        let before =
            json!({ "theme": "dark", "mcpServers": { "other": { "url": "x" }, "omni": 1 } });
        fs::write(&file, before.to_string()).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("set");
        put_entry(&file, json!({ "url": "y" })).expect("put");
        let text = fs::read_to_string(&file).expect("read");
        let after: Value = serde_json::from_str(&text).expect("JSON");
        let servers = json!({ "other": { "url": "x" }, "omni": { "url": "y" } });
        assert_eq!(after, json!({ "theme": "dark", "mcpServers": servers }));
        let mode = fs::metadata(&file).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o640);
        assert!(has_entry(&file));
        let names = fs::read_dir(&home).expect("read").count();
        assert_eq!(names, 1, "no file is left beside it");
    }

    #[test]
    fn a_new_file_is_its_owners_alone() {
        let (_held, home) = folder();
        let file = home.join("deep/er/c.json");
        assert!(!has_entry(&file));
        put_entry(&file, json!({})).expect("put");
        let mode = fs::metadata(&file).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }

    #[test]
    fn broken_files_are_left_as_they_are() {
        let (_held, home) = folder();
        let file = home.join("c.json");
        for text in ["{", "[]", r#"{"mcpServers": []}"#] {
            fs::write(&file, text).expect("written");
            put_entry(&file, json!({})).expect_err("refused");
            assert_eq!(fs::read_to_string(&file).expect("read"), text);
        }
    }

    #[test]
    fn nothing_outside_and_no_symlink_is_touched() {
        let (_held, home) = folder();
        let (_other_held, other) = folder();
        let allowed_folder = [home.clone()];
        assert_eq!(
            allowed(&home.join("a/c.json"), &allowed_folder).expect("allowed"),
            home.join("a/c.json")
        );
        assert!(refusal(&other.join("c.json"), &home).contains("must be below"));
        assert!(refusal(&home.join("../c.json"), &home).contains("`..`"));
        assert!(refusal(Path::new("c.json"), &home).contains("whole path"));
        assert!(refusal(&home.join("c.sh"), &home).contains(".json"));
        symlink(&other, home.join("away")).expect("linked");
        assert!(refusal(&home.join("away/c.json"), &home).contains("symbolic link"));
        symlink(other.join("x.json"), home.join("l.json")).expect("linked");
        assert!(refusal(&home.join("l.json"), &home).contains("symbolic link"));
    }
}
