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

/// Published before the first acknowledgement is waited for.
const BATCH: usize = 128;
const ACK_TIMEOUT: Duration = Duration::from_secs(5);
/// Refusals after which an event is given up, so that it does not hold up the others for ever.
const MAX_REFUSALS: u32 = 8;

/// An event's place in the log, by which a consumer notices a gap.
const SEQ: &str = "Omni-Seq";

/// The queue to `JetStream` and the batch under way, which outlives a connection.
pub(crate) struct StreamWriter {
    queue: mpsc::Receiver<Arc<Event>>,
    batch: Vec<Arc<Event>>,
    refusals: u32,
}

/// What became of one event.
enum Fate {
    Published,
    /// Not now: no connection, no stream, no answer.
    Later(PublishErrorKind),
    /// `JetStream` said no.
    Refused(String),
    /// Can never be published.
    Hopeless(String),
}

impl StreamWriter {
    pub(crate) fn new(queue: mpsc::Receiver<Arc<Event>>) -> Self {
        Self { queue, batch: Vec::new(), refusals: 0 }
    }

    /// Publishes until closing, and then what is queued. May be dropped at any moment: a batch
    /// that was under way is published again, and `JetStream` drops by its id what it took within
    /// the last minutes.
    pub(crate) async fn run(&mut self, link: &Link, client: &Client, closing: &CancellationToken) {
        let jetstream = jetstream::context::ContextBuilder::new()
            .timeout(ACK_TIMEOUT)
            .max_ack_inflight(BATCH * 2)
            .backpressure_on_inflight(true)
            .build(client.clone());
        let mut failures = 0;
        let mut checked = false;
        loop {
            // Before the first event, too: consumers bind to the streams.
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

    /// Publishes the batch and keeps in it what has to be tried again. `false` if the streams
    /// should be looked after first.
    async fn publish_batch(&mut self, link: &Link, jetstream: &jetstream::Context) -> bool {
        let mut acks = Vec::with_capacity(self.batch.len());
        for event in &self.batch {
            acks.push(send(link, jetstream, event).await);
        }
        let mut fates = Vec::with_capacity(acks.len());
        for ack in acks {
            fates.push(match ack {
                Ok(ack) => ack.await.map_or_else(|error| fate_of(&error), |_| Fate::Published),
                Err(fate) => fate,
            });
        }
        let mut streams_ok = true;
        let mut refused = None;
        let mut fates = fates.into_iter();
        self.batch.retain(|_| match fates.next() {
            Some(Fate::Published) | None => false,
            Some(Fate::Hopeless(why)) => {
                link.dropped(1, &why);
                false
            }
            Some(Fate::Later(kind)) => {
                streams_ok &= kind != PublishErrorKind::StreamNotFound;
                link.set_error(Some(format!("JetStream: {kind}")));
                true
            }
            Some(Fate::Refused(why)) => {
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
            tracing::debug!(error = %error, "the event streams are not there");
            link.set_error(Some(format!("JetStream: {error}")));
            false
        }
    }
}

async fn send(
    link: &Link,
    jetstream: &jetstream::Context,
    event: &Event,
) -> Result<PublishAckFuture, Fate> {
    let bytes = serde_json::to_vec(event).map_err(|error| Fate::Hopeless(error.to_string()))?;
    let message = PublishMessage::build()
        .payload(bytes.into())
        .header(header::NATS_MESSAGE_ID, event.id.to_string().as_str())
        .header(SEQ, event.seq.to_string().as_str());
    let subject = stream::subject(&link.config.prefix, event);
    jetstream.send_publish(subject, message).await.map_err(|error| fate_of(&error))
}

fn fate_of(error: &PublishError) -> Fate {
    match error.kind() {
        PublishErrorKind::MaxPayloadExceeded => Fate::Hopeless(error.to_string()),
        kind @ (PublishErrorKind::StreamNotFound
        | PublishErrorKind::TimedOut
        | PublishErrorKind::BrokenPipe
        | PublishErrorKind::MaxAckPending) => Fate::Later(kind),
        PublishErrorKind::WrongLastMessageId
        | PublishErrorKind::WrongLastSequence
        | PublishErrorKind::Other => Fate::Refused(error.to_string()),
    }
}
