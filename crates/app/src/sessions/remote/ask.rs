//! Asking, and waiting for the answer.

use super::request::{Refusal, Reply, Request, open, seal};
use super::waiting::Asker;
use crate::app::App;
use crate::error::Error;
use omni_bus::Topic;
use omni_channel::ChannelError;
use omni_domain::ids::{InstanceId, NodeRequestId};
use omni_storage::NodeRequest;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A large file takes its time; the network's own limits end a transfer that does not proceed.
const FETCH_WAIT: Duration = Duration::from_mins(10);
/// More than the owner may take by itself.
const MARGIN: Duration = Duration::from_secs(5);

/// Why there is no answer.
#[derive(Debug)]
pub(in crate::sessions) enum Unanswered {
    /// The channel's own error.
    Channel(ChannelError),
    /// No node owns the instance at present.
    NotOwned,
    /// Too many requests wait.
    Busy,
    /// The owner did not answer in time.
    Late,
    /// Another failure, for people.
    Failed(String),
}

impl From<Unanswered> for Error {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::Channel(error) => error.into(),
            Unanswered::NotOwned => Self::channel_unavailable(
                "no node owns the instance at present; one acquires it within seconds: try again",
            ),
            Unanswered::Busy => Self::channel_unavailable(
                "too many requests wait for other nodes; try again in a few seconds",
            ),
            Unanswered::Late => Self::channel_unavailable(
                "the node that owns the instance did not answer in time; try again",
            ),
            Unanswered::Failed(message) => Self::channel_unavailable(message),
        }
    }
}

impl From<Unanswered> for ChannelError {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::Channel(error) => error,
            Unanswered::NotOwned => Self::NotConnected,
            Unanswered::Late => Self::Timeout,
            Unanswered::Busy => {
                Self::Temporary("too many requests wait for other nodes".to_owned())
            }
            Unanswered::Failed(message) => Self::Temporary(message),
        }
    }
}

/// How long an answer is waited for.
pub(super) fn wait(app: &App, request: &Request) -> Duration {
    match request {
        Request::FetchMedia { .. } => FETCH_WAIT,
        _ => app.config.cluster.request_wait.max(app.config.sessions.connect_wait + MARGIN),
    }
}

/// Asks the owner of an instance, which is another node, and waits for its answer.
pub(in crate::sessions) async fn ask<T: DeserializeOwned>(
    app: &App,
    instance: InstanceId,
    request: &Request,
) -> Result<T, Unanswered> {
    let failed = |error: omni_storage::StorageError| Unanswered::Failed(error.to_string());
    let Ok(_permit) = app.sessions.asking.try_acquire() else { return Err(Unanswered::Busy) };
    let id: NodeRequestId = app.env.id();
    let Some(payload) = seal(app, id, request) else {
        return Err(Unanswered::Failed("the request cannot be written".to_owned()));
    };
    let mut asker = Asker::new(app, id);
    let (row, ttl) = (NodeRequest { id, instance_id: instance, payload }, wait(app, request));
    app.store
        .write(move |tx| Box::pin(async move { tx.insert_node_request(&row, ttl, None).await }))
        .await
        .map_err(failed)?;
    app.bus.wake(Topic::Requests);
    let reply = tokio::time::timeout(ttl, asker.answered()).await;
    app.store.write_later(move |tx| Box::pin(async move { tx.delete_node_request(id).await }));
    let Ok(reply) = reply else { return Err(Unanswered::Late) };
    let reply: Option<Reply> = open(app, id, &reply);
    match reply {
        Some(Ok(value)) => serde_json::from_value(value)
            .map_err(|error| Unanswered::Failed(format!("the owner's answer is unknown: {error}"))),
        Some(Err(Refusal::Channel(error))) => Err(Unanswered::Channel(error)),
        Some(Err(Refusal::NotOwner)) => Err(Unanswered::NotOwned),
        Some(Err(Refusal::Failed(message))) => Err(Unanswered::Failed(message)),
        None => Err(Unanswered::Failed(
            "the owner's answer cannot be read: all nodes need the same secret key".to_owned(),
        )),
    }
}
