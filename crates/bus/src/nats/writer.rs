//! Publishing to `JetStream`: in order, in batches, until acknowledged.

use super::connection::delay;
use super::link::Link;
use super::stream;
use async_nats::jetstream::context::{PublishAckFuture, PublishError, PublishErrorKind};
use async_nats::jetstream::{self, message::PublishMessage};
use async_nats::{Client, header};
use omni_domain::event::Event;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Events published before the first acknowledgement is awaited.
const BATCH: usize = 128;
const ACK_TIMEOUT: Duration = Duration::from_secs(5);
/// Refusals after which an event is given up, so that it does not block the others for ever.
const MAX_REFUSALS: u32 = 8;

/// The header with an event's sequence number, by which a consumer detects a gap.
const SEQ: &str = "Omni-Seq";

/// The queue to `JetStream` and the current batch, which outlives a connection.
pub(crate) struct StreamWriter {
    queue: mpsc::Receiver<Arc<Event>>,
    batch: Vec<Arc<Event>>,
    refusals: u32,
}

/// The outcome of publishing one event.
enum Outcome {
    Published,
    /// To be retried: no connection, no stream, no answer.
    Retry(PublishErrorKind),
    /// `JetStream` refused it.
    Refused(String),
    /// Can never be published.
    Unpublishable(String),
}

impl StreamWriter {
    pub(crate) fn new(queue: mpsc::Receiver<Arc<Event>>) -> Self {
        Self { queue, batch: Vec::new(), refusals: 0 }
    }

    /// Publishes until closing, and then what is queued. Cancel-safe: the current batch is
    /// published again, and `JetStream` deduplicates by id within the last minutes.
    pub(crate) async fn run(&mut self, link: &Link, client: &Client, closing: &CancellationToken) {
        let jetstream = jetstream::context::ContextBuilder::new()
            .timeout(ACK_TIMEOUT)
            .max_ack_inflight(BATCH * 2)
            .backpressure_on_inflight(true)
            .build(client.clone());
        let mut failures = 0;
        let mut checked = false;
        loop {
            // Before the first event as well: consumers bind to the streams.
            if !checked {
                checked = ensure_streams(link, &jetstream).await;
                link.tried.cancel();
            }
            if checked && self.batch.is_empty() {
                tokio::select! {
                    biased;
                    taken = self.queue.recv_many(&mut self.batch, BATCH) => if taken == 0 { return },
                    () = closing.cancelled() => return,
                }
            }
            if checked {
                checked = self.publish_batch(link, &jetstream).await;
            }
            if checked && self.batch.is_empty() {
                if failures > 0 {
                    link.set_error(None);
                }
                failures = 0;
            } else {
                failures += 1;
                if closing.is_cancelled() && failures > 3 {
                    return;
                }
                tokio::time::sleep(delay(failures)).await;
            }
        }
    }

    /// Publishes the batch and keeps in it what has to be retried. `false` if the streams have to
    /// be checked first.
    async fn publish_batch(&mut self, link: &Link, jetstream: &jetstream::Context) -> bool {
        let mut acks = Vec::with_capacity(self.batch.len());
        for event in &self.batch {
            acks.push(send(link, jetstream, event).await);
        }
        let mut outcomes = Vec::with_capacity(acks.len());
        for ack in acks {
            outcomes.push(match ack {
                Ok(ack) => {
                    ack.await.map_or_else(|error| outcome_of(&error), |_| Outcome::Published)
                }
                Err(outcome) => outcome,
            });
        }
        let mut streams_ok = true;
        let mut refused = None;
        let mut outcomes = outcomes.into_iter();
        self.batch.retain(|_| match outcomes.next() {
            Some(Outcome::Published) | None => false,
            Some(Outcome::Unpublishable(why)) => {
                link.dropped(1, &why);
                false
            }
            Some(Outcome::Retry(kind)) => {
                streams_ok &= kind != PublishErrorKind::StreamNotFound;
                link.set_error(Some(format!("JetStream: {kind}")));
                true
            }
            Some(Outcome::Refused(why)) => {
                refused = Some(why);
                true
            }
        });
        self.count_refusals(link, refused);
        streams_ok
    }

    fn count_refusals(&mut self, link: &Link, refused: Option<String>) {
        let Some(why) = refused else {
            self.refusals = 0;
            return;
        };
        self.refusals += 1;
        link.set_error(Some(format!("JetStream refuses events: {why}")));
        if self.refusals >= MAX_REFUSALS {
            link.dropped(self.batch.len() as u64, &why);
            self.batch.clear();
            self.refusals = 0;
        }
    }
}

async fn ensure_streams(link: &Link, jetstream: &jetstream::Context) -> bool {
    match stream::ensure_all(jetstream, &link.config.prefix, link.config.replicas).await {
        Ok(()) => {
            link.set_error(None);
            true
        }
        Err(error) => {
            tracing::debug!(error = %error, "the event streams are missing");
            link.set_error(Some(format!("JetStream: {error}")));
            false
        }
    }
}

async fn send(
    link: &Link,
    jetstream: &jetstream::Context,
    event: &Event,
) -> Result<PublishAckFuture, Outcome> {
    let bytes =
        serde_json::to_vec(event).map_err(|error| Outcome::Unpublishable(error.to_string()))?;
    let message = PublishMessage::build()
        .payload(bytes.into())
        .header(header::NATS_MESSAGE_ID, event.id.to_string().as_str())
        .header(SEQ, event.seq.to_string().as_str());
    let subject = stream::subject(&link.config.prefix, event);
    jetstream.send_publish(subject, message).await.map_err(|error| outcome_of(&error))
}

fn outcome_of(error: &PublishError) -> Outcome {
    match error.kind() {
        PublishErrorKind::MaxPayloadExceeded => Outcome::Unpublishable(error.to_string()),
        kind @ (PublishErrorKind::StreamNotFound
        | PublishErrorKind::TimedOut
        | PublishErrorKind::BrokenPipe
        | PublishErrorKind::MaxAckPending) => Outcome::Retry(kind),
        PublishErrorKind::WrongLastMessageId
        | PublishErrorKind::WrongLastSequence
        | PublishErrorKind::Other => Outcome::Refused(error.to_string()),
    }
}
