//! An S3-compatible service.

use crate::config::S3Config;
use crate::error::BlobError;
use object_store::aws::AmazonS3Builder;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use std::sync::Arc;
use std::time::Duration;

/// Without a byte for this long, the connection is dead.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Builds the client. Does not connect; [`crate::BlobStore::check`] does.
pub(crate) fn open(config: &S3Config) -> Result<Arc<dyn ObjectStore>, BlobError> {
    if config.bucket.trim().is_empty() {
        return Err(BlobError::Invalid("the S3 bucket has no name".to_owned()));
    }
    if config.access_key_id.is_some() != config.secret_access_key.is_some() {
        return Err(BlobError::Invalid(
            "an S3 access key id and its secret must be given together".to_owned(),
        ));
    }
    // The HTTP client is built without a TLS provider of its own and would panic; a provider that
    // the process has already installed is kept.
    let _ = rustls::crypto::ring::default_provider().install_default();

    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&config.bucket)
        .with_region(config.region.as_deref().unwrap_or("us-east-1"))
        .with_virtual_hosted_style_request(!config.path_style)
        .with_retry(retry())
        .with_client_options(
            // No limit on a whole transfer: a large file to a slow reader takes long.
            ClientOptions::new()
                .with_timeout_disabled()
                .with_connect_timeout(CONNECT_TIMEOUT)
                .with_read_timeout(READ_TIMEOUT)
                .with_allow_http(config.allow_http),
        );
    if let Some(endpoint) = &config.endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
    }
    if let (Some(id), Some(secret)) = (&config.access_key_id, &config.secret_access_key) {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret);
    }
    let store = builder
        .build()
        .map_err(|error| BlobError::Invalid(format!("the S3 settings do not work: {error}")))?;
    Ok(Arc::new(store))
}

/// A few quick attempts: callers are jobs with retries of their own.
fn retry() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            base: 2.0,
        },
        max_retries: 4,
        retry_timeout: Duration::from_secs(30),
    }
}
