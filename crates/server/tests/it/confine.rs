//! Programs on strangers' files, as the server runs them: `omni confine`. These tests need a kernel
//! with Landlock and seccomp, as Linux has had since 5.13.

use crate::program::{Ended, Workspace};
use std::path::PathBuf;

const MEMORY: u64 = 256 << 20;

/// A shell that runs this script, confined to a folder of its own. Its own commands alone can work:
/// others would be further processes.
fn shell(script: &str) -> (Ended, Workspace, PathBuf) {
    let place = Workspace::new();
    let folder = place.path().join("own");
    std::fs::create_dir(&folder).expect("made");
    std::fs::write(place.path().join("secret.key"), "secret\n").expect("written");
    let ended = place
        .command(&["confine", "--memory", &MEMORY.to_string(), "--cpu-seconds", "5"])
        .args(["--file-bytes", "1024", "--folder"])
        .arg(&folder)
        .args(["--", "/bin/sh", "-c", script])
        .output()
        .expect("it starts");
    (Ended::from(ended), place, folder)
}

#[test]
fn a_confined_program_works_in_its_own_folder() {
    let (ended, _place, folder) = shell("echo done > own/made && read line < own/made; echo $line");
    assert_eq!((ended.code, ended.out.as_str()), (0, "done\n"), "{}", ended.err);
    assert_eq!(std::fs::read_to_string(folder.join("made")).expect("made"), "done\n");
}

#[test]
fn a_confined_program_cannot_read_the_servers_files() {
    let (ended, ..) = shell("read line < secret.key && echo $line");
    assert_ne!(ended.code, 0);
    assert_eq!(ended.out, "");
    let (ended, place, _) = shell("echo mine > secret.key");
    assert_ne!(ended.code, 0);
    let kept = std::fs::read_to_string(place.path().join("secret.key")).expect("it is there");
    assert_eq!(kept, "secret\n");
}

#[test]
fn a_confined_program_starts_no_other() {
    let (ended, ..) = shell("(echo another); echo after");
    assert!(!ended.out.contains("another"), "{}", ended.out);
}

#[test]
fn a_confined_program_cannot_end_the_server() {
    let (ended, ..) = shell(&format!("kill -TERM {} || echo refused", std::process::id()));
    assert_eq!(ended.out, "refused\n", "{}", ended.err);
}

#[test]
fn a_confined_program_keeps_its_bounds() {
    let line = "x".repeat(100);
    let fill = format!("i=0; while [ $i -lt 100 ]; do echo {line}; i=$((i+1)); done > own/large");
    let (ended, _place, folder) = shell(&fill);
    assert_ne!(ended.code, 0, "it goes beyond the bytes of a file");
    assert!(std::fs::metadata(folder.join("large")).expect("begun").len() <= 1024);
    let (ended, ..) = shell("ulimit -n; ulimit -t");
    assert_eq!(ended.out, "64\n5\n");
    let (ended, ..) = shell("v=x; while :; do v=$v$v; done");
    assert_ne!(ended.code, 0, "it goes beyond its memory");
}

#[test]
fn a_program_that_is_not_there_is_said_as_shells_say_it() {
    let place = Workspace::new();
    let ended = place.run(
        &[
            "confine",
            "--memory",
            "1",
            "--cpu-seconds",
            "1",
            "--file-bytes",
            "0",
            "--folder",
            ".",
            "--",
            "no-such-program",
        ],
        &[("PATH", "/usr/bin:/bin")],
    );
    assert_eq!(ended.code, 127, "{}", ended.err);
}

/// These tests run on a kernel that has both, so `omni doctor` must say so.
#[test]
fn the_doctor_says_what_the_kernel_takes_away() {
    let place = Workspace::new();
    let ended = place.run(&["doctor", "--json"], &[]);
    let checks = ended.json()["checks"].as_array().expect("checks").clone();
    let found = checks.iter().find(|check| check["name"] == "child processes").expect("a check");
    assert_eq!(found["status"], "ok", "{found}");
}
