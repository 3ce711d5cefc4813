//! Answered writes survive a crash.

use crate::fixtures::{T, id, instance, new_event, new_instance};
use crate::harness::{Db, commit};
use omni_storage::{Store, StoreOptions};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

/// Writes that are answered before the process is killed.
const BEFORE_THE_KILL: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reopened_store_continues_from_its_last_state() {
    for mut db in
        [Db::sqlite(StoreOptions::default()).await, Db::postgres(StoreOptions::default()).await]
    {
        let owner = instance(&db, "owner").await;
        commit!(db, |tx| tx.append_event(new_event(owner.id, "one"))).expect("a write");
        db.reopen().await;
        assert_eq!(db.find_instance(T, owner.id).await.expect("a read"), Some(owner.clone()));
        commit!(db, |tx| tx.append_event(new_event(owner.id, "two"))).expect("a write");
        assert_eq!(db.last_event_seq().await.expect("a read"), 2);
        db.remove().await;
        let closed = commit!(db, |tx| tx.append_event(new_event(id(), "late")));
        assert!(closed.is_err(), "a closed store accepts nothing");
    }
}

/// The names of whole lines: the kill may cut the last one.
fn committed(lines: &str) -> impl Iterator<Item = &str> {
    let whole = lines.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    whole.filter_map(|line| line.strip_prefix("committed "))
}

/// Runs this test binary again as the process to be killed: it writes names to the database and,
/// once each is committed, to its standard output.
#[test]
fn answered_writes_survive_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("omni.db").display());
    let mut child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["durability::child_writes_until_killed", "--exact", "--nocapture"])
        .env("OMNI_STORAGE_TEST_CHILD", &url)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    let mut lines = String::new();
    while committed(&lines).count() < BEFORE_THE_KILL {
        assert_ne!(output.read_line(&mut lines).expect("a line"), 0, "it ended early: {lines}");
    }
    child.kill().expect("SIGKILL");
    output.read_to_string(&mut lines).expect("the rest");
    child.wait().expect("it ended");
    let answered: Vec<&str> = committed(&lines).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&url, StoreOptions::default()).await.expect("it opens");
        for name in answered {
            let found = store.find_instance_by_name(T, name).await.expect("a read");
            assert!(found.is_some(), "{name} was answered and is gone");
        }
        store.close().await;
    });
}

/// Does nothing unless it is the child of the test above.
#[test]
#[expect(clippy::print_stdout, reason = "how the child reports to its parent")]
#[expect(clippy::disallowed_methods, reason = "how the parent instructs its child")]
fn child_writes_until_killed() {
    let Ok(url) = std::env::var("OMNI_STORAGE_TEST_CHILD") else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&url, StoreOptions::default()).await.expect("it opens");
        store.migrate().await.expect("a schema");
        for n in 0.. {
            let new = new_instance(&format!("name-{n}"));
            commit!(store, |tx| tx.insert_instance(&new).await?).expect("a write");
            println!("committed name-{n}");
        }
    });
}
