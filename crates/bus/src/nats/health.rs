//! Querying the server's health.

use super::link::Link;
use super::stream::EventStream;
use crate::health::BusHealth;
use async_nats::connection::State;
use async_nats::jetstream;
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(2);

/// The state of the link, and of the streams on the server.
pub(crate) async fn query(link: &Link, queued: usize) -> BusHealth {
    let mut health = BusHealth {
        kind: "nats",
        ok: false,
        streams: 0,
        latency: None,
        queued,
        dropped: link.dropped_count(),
        detail: link.error(),
    };
    let client = link.client().filter(|client| client.connection_state() == State::Connected);
    let Some(client) = client else {
        health.detail.get_or_insert_with(|| "not connected".to_owned());
        return health;
    };
    let started = Instant::now();
    let found = tokio::time::timeout(TIMEOUT, count_streams(link, client)).await;
    match found {
        Ok(Ok(count)) => {
            health.streams = count;
            // All requests run concurrently, so this is one round trip.
            health.latency = Some(started.elapsed());
            health.ok = count == EventStream::ALL.len() && health.detail.is_none();
            if !health.ok {
                health.detail.get_or_insert_with(|| "event streams are missing".to_owned());
            }
        }
        Ok(Err(error)) => health.detail = Some(error),
        Err(_) => health.detail = Some("NATS does not answer".to_owned()),
    }
    health
}

/// How many of the six exist; an error if `JetStream` itself does not answer.
async fn count_streams(link: &Link, client: async_nats::Client) -> Result<usize, String> {
    use async_nats::jetstream::context::GetStreamErrorKind;
    let jetstream = jetstream::new(client);
    let requests = EventStream::ALL.map(|stream| {
        let jetstream = jetstream.clone();
        let name = stream.name(&link.config.prefix);
        async move { jetstream.get_stream(name).await }
    });
    let mut count = 0;
    for answer in futures::future::join_all(requests).await {
        match answer {
            Ok(_) => count += 1,
            Err(error) => {
                if !matches!(error.kind(), GetStreamErrorKind::JetStream(_)) {
                    return Err(format!("JetStream: {error}"));
                }
            }
        }
    }
    Ok(count)
}
