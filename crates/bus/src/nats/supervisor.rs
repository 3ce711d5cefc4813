//! Keeps a connection and runs the traffic over it.

use super::connection::{connect, delay};
use super::link::Link;
use super::{node, writer::StreamWriter};
use async_nats::Client;
use omni_domain::event::Event;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What waits to leave. Outlives connections, so that a broken one loses nothing.
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
                link.set_client(Some(client.clone()));
                tokio::select! {
                    () = closed.cancelled() => tracing::warn!("NATS ended the connection"),
                    () = serve(&link, &client, &mut queues, &closing, silent) => {}
                }
                link.set_client(None);
            }
            Err(error) => {
                link.set_error(Some(error.to_string()));
                if failures == 0 {
                    tracing::warn!(error = %error, "cannot reach NATS; going on without");
                }
            }
        }
        link.tried.cancel();
        silent = true;
        failures += 1;
        let _ = closing.run_until_cancelled(tokio::time::sleep(delay(failures))).await;
    }
}

/// The traffic over one client. Ends when closing, or when the client takes no more.
async fn serve(
    link: &Link,
    client: &Client,
    queues: &mut Queues,
    closing: &CancellationToken,
    silent: bool,
) {
    let heard = match node::subscribe(link, client).await {
        Ok(heard) => heard,
        Err(error) => {
            link.set_error(Some(error.to_string()));
            return;
        }
    };
    if silent {
        // Only now, with the subscription made: what is said from here on is heard.
        link.back_after_silence();
    }
    link.tried.cancel();
    tokio::join!(
        node::listen(link, heard, closing),
        node::tell(link, client, &mut queues.to_nodes, closing),
        queues.to_streams.run(link, client, closing),
    );
    if let Err(error) = client.flush().await {
        tracing::debug!(error = %error, "could not flush to NATS");
    }
}
