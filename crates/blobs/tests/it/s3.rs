//! The behaviour of S3 only.

use crate::fake_s3::FakeS3;
use crate::source::{broken, pattern, pieces, stuck};
use omni_blobs::{BlobConfig, BlobStore, S3Config};
use std::time::Duration;

#[tokio::test]
async fn a_small_file_is_one_request() {
    let fake = FakeS3::start().await;
    let store = BlobStore::open(fake.config()).await.unwrap();
    store.put("a", None, pieces(&pattern(100_000), 5000), u64::MAX).await.unwrap();
    assert_eq!(fake.requests(), ["PUT /media/a"]);
}

#[tokio::test]
async fn a_large_file_is_uploaded_in_equal_parts() {
    let fake = FakeS3::start().await;
    let store = BlobStore::open(fake.config()).await.unwrap();
    store.put("a", None, pieces(&pattern(12_000_000), 77_777), u64::MAX).await.unwrap();
    assert_eq!(fake.part_sizes(), [5_242_880, 5_242_880, 1_514_240]);
    assert_eq!(fake.open_uploads(), 0);
}

#[tokio::test]
async fn a_failed_or_dropped_upload_is_aborted() {
    let fake = FakeS3::start().await;
    let store = BlobStore::open(fake.config()).await.unwrap();
    let bytes = pattern(6_000_000);
    store.put("a", None, broken(&bytes), u64::MAX).await.unwrap_err();
    let put = store.put("b", None, stuck(&bytes), u64::MAX);
    let _ = tokio::time::timeout(Duration::from_secs(1), put).await.unwrap_err();
    for _ in 0..200 {
        if fake.open_uploads() == 0 {
            assert_eq!(fake.requests().iter().filter(|r| r.starts_with("DELETE")).count(), 2);
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("uploads were left behind");
}

#[tokio::test]
async fn a_short_failure_of_the_service_is_retried() {
    let fake = FakeS3::start().await;
    let store = BlobStore::open(fake.config()).await.unwrap();
    fake.fail_next(2);
    store.put("a", None, pieces(b"x", 1), 10).await.unwrap();
    assert!(store.exists("a").await.unwrap());
}

#[tokio::test]
async fn an_unreachable_service_is_unavailable() {
    let config = S3Config {
        bucket: "media".to_owned(),
        endpoint: Some("http://127.0.0.1:1".to_owned()),
        access_key_id: Some("id".to_owned()),
        secret_access_key: Some("the-secret".to_owned()),
        path_style: true,
        allow_http: true,
        ..S3Config::default()
    };
    assert!(!format!("{config:?}").contains("the-secret"));
    let store = BlobStore::open(BlobConfig::S3(config)).await.unwrap();
    let error = store.check().await.unwrap_err();
    assert_eq!((error.code(), error.retryable()), ("blob_unavailable", true));
    assert!(error.to_string().contains("write: "), "{error}");
    assert!(!error.to_string().contains("the-secret"), "{error}");
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    let open = |config| async { BlobStore::open(BlobConfig::S3(config)).await };
    let none = open(S3Config::default()).await.unwrap_err();
    assert_eq!(none.code(), "blob_invalid");
    let half = S3Config {
        bucket: "b".to_owned(),
        access_key_id: Some("id".to_owned()),
        ..S3Config::default()
    };
    assert_eq!(open(half).await.unwrap_err().code(), "blob_invalid");
}

#[tokio::test]
async fn an_https_endpoint_can_be_opened() {
    // Building the client must find a TLS provider.
    let config = S3Config { bucket: "b".to_owned(), ..S3Config::default() };
    let store = BlobStore::open(BlobConfig::S3(config)).await.unwrap();
    assert_eq!(store.kind(), "s3");
}
