use super::set;
use crate::config::problems::Problems;
use crate::config::{Config, Secret};
use omni_blobs::{BlobConfig, S3Config};
use serde::Deserialize;
use std::path::PathBuf;

/// The kind of store for media files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "config.default.toml documents both")]
pub enum BlobKind {
    Local,
    S3,
}

/// `[blobs]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Blobs {
    pub kind: BlobKind,
    pub dir: PathBuf,
    pub s3: S3,
}

/// `[blobs.s3]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct S3 {
    pub bucket: String,
    pub endpoint: String,
    pub region: String,
    pub access_key_id: Secret,
    pub secret_access_key: Secret,
    pub path_style: bool,
    pub allow_http: bool,
}

impl Blobs {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        if self.kind == BlobKind::Local {
            return;
        }
        if self.s3.bucket.trim().is_empty() {
            problems.add("blobs.s3.bucket", "blobs.kind is s3, so a bucket must be named");
        }
        if self.s3.endpoint.starts_with("http://") && !self.s3.allow_http {
            let problem =
                "plain http needs blobs.s3.allow_http = true; use https outside a trusted network";
            problems.add("blobs.s3.endpoint", problem);
        }
        if self.s3.access_key_id.get().is_some() != self.s3.secret_access_key.get().is_some() {
            problems.add(
                "blobs.s3.access_key_id",
                "set it together with blobs.s3.secret_access_key, or neither",
            );
        }
    }
}

impl Config {
    /// The blob store to open.
    pub fn blob_config(&self) -> BlobConfig {
        let s3 = &self.blobs.s3;
        match self.blobs.kind {
            BlobKind::Local if self.blobs.dir.as_os_str().is_empty() => {
                BlobConfig::Local { dir: self.data.dir.join("blobs") }
            }
            BlobKind::Local => BlobConfig::Local { dir: self.blobs.dir.clone() },
            BlobKind::S3 => BlobConfig::S3(S3Config {
                bucket: s3.bucket.trim().to_owned(),
                endpoint: set(&s3.endpoint),
                region: set(&s3.region),
                access_key_id: s3.access_key_id.get().map(str::to_owned),
                secret_access_key: s3.secret_access_key.get().map(str::to_owned),
                path_style: s3.path_style,
                allow_http: s3.allow_http,
            }),
        }
    }
}
