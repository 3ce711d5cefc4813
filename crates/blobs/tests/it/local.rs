//! The behaviour of a folder only.

use crate::source::{all, pattern, pieces, stuck};
use omni_blobs::{BlobConfig, BlobStore};
use std::path::{Path, PathBuf};
use std::time::Duration;

async fn open(dir: &Path) -> BlobStore {
    BlobStore::open(BlobConfig::Local { dir: dir.to_owned() }).await.unwrap()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().is_none_or(|name| name != ".omni-lock") {
            found.push(path);
        }
    }
    found
}

async fn eventually_empty(dir: &Path) {
    for _ in 0..200 {
        if files(dir).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("left behind: {:?}", files(dir));
}

#[tokio::test]
async fn a_dropped_put_leaves_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let put = store.put("a/b", None, stuck(&pattern(1_000_000)), u64::MAX);
    let _ = tokio::time::timeout(Duration::from_millis(200), put).await.unwrap_err();
    eventually_empty(dir.path()).await;
}

#[tokio::test]
async fn a_file_is_not_visible_before_it_is_complete() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let running = store.clone();
    let bytes = pattern(1_000_000);
    let put = tokio::spawn(async move { running.put("a", None, stuck(&bytes), u64::MAX).await });
    // Until the temporary file exists.
    while files(dir.path()).is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!store.exists("a").await.unwrap());
    assert_eq!(store.delete_prefix("a").await.unwrap(), 0);
    put.abort();
    eventually_empty(dir.path()).await;
}

#[tokio::test]
async fn abandoned_uploads_are_removed_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("t/m")).unwrap();
    for name in ["t/m/a#1", "t/m/b#12", "c#3"] {
        std::fs::write(dir.path().join(name), "half").unwrap();
    }
    let store = open(dir.path()).await;
    assert_eq!(files(dir.path()), Vec::<PathBuf>::new());
    store.put("t/m/a", None, pieces(b"whole", 5), 100).await.unwrap();
    drop(store);
    let store = open(dir.path()).await;
    assert_eq!(all(store.read("t/m/a").await.unwrap().1).await, b"whole");
}

#[tokio::test]
async fn beside_another_process_only_old_uploads_are_abandoned() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path()).await;
    std::fs::write(dir.path().join("young#1"), "half").unwrap();
    let old = std::fs::File::create(dir.path().join("old#1")).unwrap();
    let hours_ago = std::fs::metadata(dir.path()).unwrap().modified().unwrap();
    old.set_modified(hours_ago - Duration::from_hours(2)).unwrap();

    let second = open(dir.path()).await;
    assert_eq!(files(dir.path()), [dir.path().join("young#1")]);
    // A third one, after one of the two has closed.
    drop(first);
    let third = open(dir.path()).await;
    assert_eq!(files(dir.path()).len(), 1);
    drop((second, third));
    let _last = open(dir.path()).await;
    assert!(files(dir.path()).is_empty());
}

#[tokio::test]
async fn empty_folders_are_removed_with_their_last_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store.put("t/m/a", None, pieces(b"x", 1), 10).await.unwrap();
    store.delete("t/m/a").await.unwrap();
    assert!(!dir.path().join("t").exists());
    store.check().await.unwrap();
}

#[tokio::test]
async fn concurrent_operations_do_not_interfere() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let puts = (0..20).map(|n| {
        let store = store.clone();
        async move {
            let bytes = pattern(300_000 + n);
            // Two writers per key: one of them wins, with complete bytes.
            store.put(&format!("k/{}", n / 2), None, pieces(&bytes, 8192), u64::MAX).await.unwrap();
        }
    });
    futures::future::join_all(puts).await;
    assert_eq!(files(dir.path()).len(), 10);
    for n in 0..10 {
        let (size, stream) = store.read(&format!("k/{n}")).await.unwrap();
        let size = usize::try_from(size).unwrap();
        assert!(size == 300_000 + 2 * n || size == 300_001 + 2 * n);
        assert!(all(stream).await == pattern(size));
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = BlobStore::open(BlobConfig::Local { dir: file.join("sub") }).await.unwrap_err();
    assert_eq!(error.code(), "blob_unavailable");
    assert!(error.to_string().contains("file/sub"), "{error}");
}
