//! What was answered is there after a crash.

use crate::fixtures::{T, id, instance, new_event, new_instance};
use crate::harness::{Db, commit};
use omni_storage::{Store, StoreOptions};
use std::process::{Command, Stdio};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reopened_store_goes_on_where_it_was() {
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
        assert!(closed.is_err(), "a closed store takes nothing");
    }
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
    std::thread::sleep(std::time::Duration::from_millis(700));
    child.kill().expect("SIGKILL");
    let output = child.wait_with_output().expect("its output");
    let answered: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.strip_prefix("committed ").map(str::to_owned))
        .collect();
    assert!(answered.len() > 5, "{answered:?}");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&url, StoreOptions::default()).await.expect("it opens");
        for name in &answered {
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
