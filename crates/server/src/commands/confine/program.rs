//! Where a program is, and what it must be able to read to run.

use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Libraries and their data, as systems keep them. None of them holds secrets of ours.
const SYSTEM: &[&str] = &[
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/nix/store",
    "/gnu/store",
    "/home/linuxbrew/.linuxbrew",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
];

/// The file of a program: a path as it is, a name as `PATH` has it.
pub(super) fn find(name: &OsStr) -> Option<PathBuf> {
    let given = Path::new(name);
    if given.components().count() > 1 {
        return is_program(given).then(|| given.to_owned());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(given)).find(|found| is_program(found))
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// The program itself, what is installed beside it, and the system's libraries.
pub(super) fn readable(program: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
    let target = program.canonicalize().unwrap_or_else(|_| program.to_owned());
    for file in [program, &target] {
        paths.push(file.to_owned());
        if let Some(prefix) = file.parent().and_then(Path::parent) {
            paths.extend(["lib", "lib64", "share"].map(|folder| prefix.join(folder)));
        }
    }
    paths
}
