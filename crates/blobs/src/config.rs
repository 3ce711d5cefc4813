//! The location of the bytes.

use std::fmt;
use std::path::PathBuf;

/// Which store to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobConfig {
    /// A folder of this machine; created if it is missing.
    Local {
        /// The folder.
        dir: PathBuf,
    },
    /// Amazon S3, or a service with its protocol.
    S3(S3Config),
}

/// The connection to an S3-compatible service.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct S3Config {
    /// The bucket; it must exist.
    pub bucket: String,
    /// URL of the service, for services other than Amazon's.
    pub endpoint: Option<String>,
    /// Region; `us-east-1` if none is given, which services without regions accept.
    pub region: Option<String>,
    /// Access key id. Without it the credentials of the machine's role are used.
    pub access_key_id: Option<String>,
    /// Secret access key.
    pub secret_access_key: Option<String>,
    /// `host/bucket/key` instead of `bucket.host/key`; most self-hosted services need it.
    pub path_style: bool,
    /// Accept a plain `http://` endpoint.
    pub allow_http: bool,
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config")
            .field("bucket", &self.bucket)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("path_style", &self.path_style)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}
