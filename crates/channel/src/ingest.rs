//! Requests in which a network reports events: signed, for one or many accounts, and accepted by
//! any node.

use crate::inbound::Inbound;
use async_trait::async_trait;
use bytes::Bytes;
use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;

/// A request as it arrived. The body is the raw bytes: those are what is signed.
#[derive(Clone)]
pub struct SignedRequest {
    /// The method.
    pub method: RequestMethod,
    /// The part after `?`, as it arrived.
    pub query: String,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// The methods that networks use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestMethod {
    /// The network verifies the address.
    Get,
    /// The network reports events.
    Post,
}

impl SignedRequest {
    /// A header's value; the first, if it is repeated.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Query and headers contain tokens and signatures, the body what people write.
        f.debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The accounts of a channel that are known here, by the keys that [`crate::Channel::account_key`]
/// reads from their settings. A channel looks up those that a request names, to check its
/// signature with their secrets.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// `channelConfig` of the account, secrets opened; `None` if the account is unknown.
    async fn settings(&self, account: &str)
    -> Result<Option<Arc<Map<String, Value>>>, IngestError>;
}

/// What a signed request means.
#[derive(Debug, Default)]
pub struct Ingested {
    /// The answer, to be sent once everything is stored.
    pub answer: Answer,
    /// The inbound items, by account, in order. Unknown accounts are left out.
    pub batches: Vec<AccountBatch>,
}

/// The inbound items of one account.
#[derive(Debug)]
pub struct AccountBatch {
    /// The account's key.
    pub account: String,
    /// The items, in order.
    pub items: Vec<Inbound>,
}

/// The answer that the network expects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The body.
    pub body: Bytes,
    /// Its type; `None` for an empty body.
    pub content_type: Option<&'static str>,
}

/// Why a signed request was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// The channel accepts no requests.
    #[error("this channel accepts no requests")]
    Unsupported,
    /// The signature or token is missing or wrong.
    #[error("the request is not signed by the network")]
    NotSigned,
    /// It is signed, and cannot be read.
    #[error("the request cannot be read: {0}")]
    Malformed(String),
    /// The accounts could not be looked up; the network should deliver it again.
    #[error("the request cannot be processed now: {0}")]
    Unavailable(String),
}
