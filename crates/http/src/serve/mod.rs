//! Accepts and serves connections, with limits on their number, their time and their rate.
//!
//! `axum::serve` has no limits. This serves in the same way, and closes connections whose head does
//! not arrive, that stay idle, or that do not read their response.

mod activity;
mod connection;
mod connections;
mod socket;

pub(crate) use connections::{Connections, Slot};

use crate::HostContext;
use axum::Router;
use std::io::{self, Write as _};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Between two attempts to accept a connection when the process may not open another file.
const PAUSE: Duration = Duration::from_millis(100);
/// The response to connections above a limit. No request was read, so it has no API's form.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
    content-length: 0\r\n\r\n";

/// Serves connections until `stop`, then those that have an active request. The limits on
/// connections are those of the context, over all its listeners. Dropping this ends them all.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    context: HostContext,
    stop: CancellationToken,
) {
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = open.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        // Small responses must not wait for more to send.
        let _ = stream.set_nodelay(true);
        match context.connections.acquire(peer.ip()) {
            Some(slot) => {
                let (routes, stop) = (routes.clone(), stop.clone());
                let options = context.options.clone();
                open.spawn(connection::run(stream, peer, slot, routes, options, stop));
            }
            None => refuse(stream),
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// Pauses after a failure to accept, unless it is one of that connection alone.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset) {
        return;
    }
    tracing::warn!(%error, "no connection can be accepted; is the limit of open files reached?");
    tokio::time::sleep(PAUSE).await;
}

/// Refuses a connection without waiting for its client.
fn refuse(stream: TcpStream) {
    if let Ok(mut stream) = stream.into_std() {
        let _ = stream.write(FULL);
    }
}
