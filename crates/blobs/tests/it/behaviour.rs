//! The behaviour of every store.

use crate::fake_s3::FakeS3;
use crate::source::{all, broken, pattern, pieces};
use omni_blobs::{BlobConfig, BlobError, BlobStore};
use rstest::rstest;

/// A store and its dependencies, which must outlive it.
pub(crate) enum Opened {
    Local { store: BlobStore, _dir: tempfile::TempDir },
    S3 { store: BlobStore, _fake: FakeS3 },
}

impl std::ops::Deref for Opened {
    type Target = BlobStore;
    fn deref(&self) -> &BlobStore {
        match self {
            Self::Local { store, .. } | Self::S3 { store, .. } => store,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum On {
    Local,
    S3,
}

pub(crate) async fn open(on: On) -> Opened {
    match on {
        On::Local => {
            let dir = tempfile::tempdir().unwrap();
            let config = BlobConfig::Local { dir: dir.path().join("made/if/missing") };
            Opened::Local { store: BlobStore::open(config).await.unwrap(), _dir: dir }
        }
        On::S3 => {
            let fake = FakeS3::start().await;
            Opened::S3 { store: BlobStore::open(fake.config()).await.unwrap(), _fake: fake }
        }
    }
}

const NO_LIMIT: u64 = u64::MAX;

#[rstest]
#[tokio::test]
async fn stored_bytes_are_read_back(
    #[values(On::Local, On::S3)] on: On,
    // Around the sizes of one part of either store.
    #[values(0, 1, 262_144, 262_145, 5_242_880, 5_242_881, 12_000_000)] size: usize,
) {
    let store = open(on).await;
    let bytes = pattern(size);
    let stored = store.put("t/m/a.bin", None, pieces(&bytes, 70_001), NO_LIMIT).await.unwrap();
    assert_eq!((stored.key.as_str(), stored.size), ("t/m/a.bin", size as u64));
    assert_eq!(stored.sha256, {
        use sha2::Digest as _;
        hex::encode(sha2::Sha256::digest(&bytes))
    });
    let (length, stream) = store.read("t/m/a.bin").await.unwrap();
    assert_eq!(length, size as u64);
    assert!(all(stream).await == bytes);
}

#[rstest]
#[tokio::test]
async fn a_range_is_read(#[values(On::Local, On::S3)] on: On) {
    let store = open(on).await;
    let bytes = pattern(1000);
    store.put("a", None, pieces(&bytes, 100), NO_LIMIT).await.unwrap();
    for (asked, given) in [(0..1, 0..1), (10..500, 10..500), (990..2000, 990..1000)] {
        let found = store.read_range("a", asked).await.unwrap();
        assert_eq!((found.size, found.range.clone()), (1000, given.clone()));
        let given = usize::try_from(given.start).unwrap()..usize::try_from(given.end).unwrap();
        assert_eq!(all(found.stream).await, bytes[given]);
    }
    for outside in [1000..1001, 5000..6000, 7..7] {
        let error = store.read_range("a", outside).await.unwrap_err();
        assert!(matches!(error, BlobError::OutOfRange { size: 1000 }), "{error}");
    }
    let missing = store.read_range("b", 0..1).await.unwrap_err();
    assert_eq!(missing.code(), "blob_not_found");
}

#[rstest]
#[tokio::test]
async fn a_failed_put_leaves_existing_bytes(
    #[values(On::Local, On::S3)] on: On,
    #[values(10, 6_000_000)] size: usize,
) {
    let store = open(on).await;
    let bytes = pattern(size);

    let error = store.put("new", None, broken(&bytes), NO_LIMIT).await.unwrap_err();
    assert_eq!((error.code(), error.retryable()), ("blob_source_failed", true));
    assert!(!store.exists("new").await.unwrap());

    store.put("old", None, pieces(b"before", 6), NO_LIMIT).await.unwrap();
    store.put("old", None, broken(&bytes), NO_LIMIT).await.unwrap_err();
    let limit = size as u64 - 1;
    let error = store.put("old", None, pieces(&bytes, 9000), limit).await.unwrap_err();
    assert!(matches!(error, BlobError::TooLarge { limit: given } if given == limit), "{error}");
    assert_eq!(all(store.read("old").await.unwrap().1).await, b"before");
}

#[rstest]
#[tokio::test]
async fn the_limit_is_inclusive_and_a_hint_refuses_early(#[values(On::Local, On::S3)] on: On) {
    let store = open(on).await;
    store.put("a", Some(10), pieces(&[7; 10], 3), 10).await.unwrap();
    let unread = futures::stream::poll_fn(|_| panic!("must not be read"));
    let error = store.put("b", Some(11), Box::pin(unread), 10).await.unwrap_err();
    assert_eq!(error.code(), "blob_too_large");
    // A wrong hint is harmless.
    store.put("c", Some(1), pieces(&[7; 10], 3), 10).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn deleting_is_idempotent(#[values(On::Local, On::S3)] on: On) {
    let store = open(on).await;
    store.put("a/b", None, pieces(b"x", 1), NO_LIMIT).await.unwrap();
    assert!(store.exists("a/b").await.unwrap());
    store.delete("a/b").await.unwrap();
    store.delete("a/b").await.unwrap();
    assert!(!store.exists("a/b").await.unwrap());
    assert_eq!(store.read("a/b").await.err().unwrap().code(), "blob_not_found");
}

#[rstest]
#[tokio::test]
async fn a_prefix_is_a_folder(#[values(On::Local, On::S3)] on: On) {
    let store = open(on).await;
    for key in ["t/1/a", "t/1/b/c", "t/10/a", "t/2/a"] {
        store.put(key, None, pieces(b"x", 1), NO_LIMIT).await.unwrap();
    }
    assert_eq!(store.delete_prefix("t/1/").await.unwrap(), 2);
    assert_eq!(store.delete_prefix("t/1").await.unwrap(), 0);
    assert!(!store.exists("t/1/b/c").await.unwrap());
    assert!(store.exists("t/10/a").await.unwrap());
    assert!(store.exists("t/2/a").await.unwrap());
    // An empty prefix must not remove everything.
    assert_eq!(store.delete_prefix("").await.unwrap_err().code(), "blob_invalid");
    assert_eq!(store.delete_prefix("/").await.unwrap_err().code(), "blob_invalid");
}

#[rstest]
#[tokio::test]
async fn the_probe_leaves_nothing(#[values(On::Local, On::S3)] on: On) {
    let store = open(on).await;
    store.check().await.unwrap();
    assert_eq!(store.delete_prefix("omni-check").await.unwrap(), 0);
}

#[rstest]
#[tokio::test]
async fn keys_are_checked(
    #[values(
        "", "/a", "a/", "a//b", "..", "a/../b", ".hidden", "a/.b", "a\\b", "a b", "a#1", "ä", "a\0"
    )]
    key: &str,
) {
    let store = open(On::Local).await;
    let put = store.put(key, None, pieces(b"x", 1), NO_LIMIT).await.unwrap_err();
    assert_eq!(put.code(), "blob_invalid");
    assert_eq!(store.read(key).await.err().unwrap().code(), "blob_invalid");
    assert_eq!(store.delete(key).await.unwrap_err().code(), "blob_invalid");
    assert_eq!(store.exists(key).await.unwrap_err().code(), "blob_invalid");
}

#[tokio::test]
async fn ordinary_keys_are_accepted() {
    let store = open(On::Local).await;
    let long = "x".repeat(200);
    for key in ["a", "0198c2/media/file_1.v2+x=@,.jpg", long.as_str(), "a..b"] {
        store.put(key, None, pieces(b"x", 1), NO_LIMIT).await.unwrap();
        assert!(store.exists(key).await.unwrap());
    }
    let error = store.put(&"x".repeat(201), None, pieces(b"x", 1), NO_LIMIT).await.unwrap_err();
    assert_eq!(error.code(), "blob_invalid");
}

#[test]
fn errors_become_io_errors_of_the_right_kind() {
    use std::io::{Error, ErrorKind};
    let kind = |error| Error::from(error).kind();
    assert_eq!(kind(BlobError::NotFound("a".into())), ErrorKind::NotFound);
    assert_eq!(kind(BlobError::TooLarge { limit: 1 }), ErrorKind::FileTooLarge);
    assert_eq!(kind(BlobError::Source(ErrorKind::TimedOut.into())), ErrorKind::TimedOut);
}
