//! Maintains the connection and runs its tasks.

use super::connection::{connect, delay};
use super::link::Link;
use super::{node, writer::StreamWriter};
use async_nats::Client;
use omni_domain::event::Event;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The outgoing queues. They outlive connections, so that a broken one loses nothing.
pub(crate) struct Queues {
    to_nodes: mpsc::Receiver<Arc<Event>>,
    to_streams: StreamWriter,
}

impl Queues {
    pub(crate) fn new(
        to_nodes: mpsc::Receiver<Arc<Event>>,
        to_streams: mpsc::Receiver<Arc<Event>>,
    ) -> Self {
        Self { to_nodes, to_streams: StreamWriter::new(to_streams) }
    }
}

/// Runs until `closing`, and then until the queues are empty.
pub(crate) async fn run(link: Arc<Link>, mut queues: Queues, closing: CancellationToken) {
    let mut failures = 0;
    let mut silent = false;
    while !closing.is_cancelled() {
        let closed = CancellationToken::new();
        let connected = connect(&link, closed.clone()).await;
        match connected {
            Ok(client) => {
                tracing::info!("connected to NATS");
                failures = 0;
                link.set_error(None);
                let _in_use = InUse::new(&link, &client);
                tokio::select! {
                    () = closed.cancelled() => tracing::warn!("NATS ended the connection"),
                    () = serve(&link, &client, &mut queues, &closing, silent) => {}
                }
            }
            Err(error) => {
                link.set_error(Some(error.to_string()));
                if failures == 0 {
                    tracing::warn!(error = %error, "cannot reach NATS; continuing without it");
                }
            }
        }
        link.tried.cancel();
        silent = true;
        failures += 1;
        let _ = closing.run_until_cancelled(tokio::time::sleep(delay(failures))).await;
    }
}

/// Runs the tasks of one client. Ends when closing, or when the client's connection is closed.
async fn serve(
    link: &Link,
    client: &Client,
    queues: &mut Queues,
    closing: &CancellationToken,
    silent: bool,
) {
    let subscriber = match node::subscribe(link, client).await {
        Ok(subscriber) => subscriber,
        Err(error) => {
            link.set_error(Some(error.to_string()));
            return;
        }
    };
    if silent {
        link.missed_messages.notify_one();
    }
    tokio::join!(
        node::resync(link, client, closing),
        node::listen(link, subscriber, closing),
        node::forward(link, client, &mut queues.to_nodes, closing),
        queues.to_streams.run(link, client, closing),
    );
    if let Err(error) = client.flush().await {
        tracing::debug!(error = %error, "could not flush to NATS");
    }
}

/// The client that [`Link::client`] returns. Removed also when the task is aborted: the client
/// references the link through its event callback, and neither would ever be dropped.
struct InUse<'a>(&'a Link);

impl<'a> InUse<'a> {
    fn new(link: &'a Link, client: &Client) -> Self {
        link.set_client(Some(client.clone()));
        Self(link)
    }
}

impl Drop for InUse<'_> {
    fn drop(&mut self) {
        self.0.set_client(None);
    }
}
