use crate::context::{MediaStore, MediaStream, MediaUpload, StateError, StateStore, StoredMedia};
use crate::ingest::{Accounts, IngestError, RequestMethod, SignedRequest};
use async_trait::async_trait;
use bytes::Bytes;
use omni_domain::session_state::{StateEntry, StateWrite};
use omni_domain::{Env, Timestamp};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Stores that keep nothing, for sessions that read nothing back, and accounts of which there are
/// none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

#[async_trait]
impl StateStore for Nothing {
    async fn get(&self, _: &'static str, _: &str) -> Result<Option<StateEntry>, StateError> {
        Ok(None)
    }
    async fn get_many(&self, _: &'static str, _: &[String]) -> Result<Vec<StateEntry>, StateError> {
        Ok(Vec::new())
    }
    async fn scan(&self, _: &'static str, _: &str) -> Result<Vec<StateEntry>, StateError> {
        Ok(Vec::new())
    }
    async fn apply(&self, _: Vec<StateWrite>) -> Result<(), StateError> {
        Ok(())
    }
    fn enqueue(&self, _: Vec<StateWrite>) {}
    async fn delete_below(&self, _: &'static str, _: i64) -> Result<u32, StateError> {
        Ok(0)
    }
    async fn clear(&self) -> Result<(), StateError> {
        Ok(())
    }
}

#[async_trait]
impl MediaStore for Nothing {
    async fn put(&self, _: MediaUpload, _: MediaStream) -> std::io::Result<StoredMedia> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
    async fn open(&self, _: &str) -> std::io::Result<(u64, MediaStream)> {
        Err(std::io::ErrorKind::NotFound.into())
    }
    fn now(&self) -> Timestamp {
        Env::system().now()
    }
}

#[async_trait]
impl Accounts for Nothing {
    async fn settings(&self, _: &str) -> Result<Option<Arc<Map<String, Value>>>, IngestError> {
        Ok(None)
    }
}

pub(super) fn empty_request() -> SignedRequest {
    SignedRequest {
        method: RequestMethod::Post,
        query: String::new(),
        headers: Vec::new(),
        body: Bytes::new(),
    }
}
