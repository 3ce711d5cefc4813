//! Connecting, and following the state of the connection.

use super::link::Link;
use async_nats::{Client, ConnectError, ConnectErrorKind, ConnectOptions, Event};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LAST_DELAY: Duration = Duration::from_secs(5);

/// A jittered delay that grows with each failure.
pub(crate) fn delay(attempts: usize) -> Duration {
    let doubled = FIRST_DELAY.saturating_mul(1 << attempts.saturating_sub(1).min(10));
    doubled.min(LAST_DELAY).mul_f64(rand::random_range(0.5..1.0))
}

/// Connects once. The client reconnects by itself until the server refuses it (changed credentials,
/// for example); then `closed` is cancelled and a new client is needed.
pub(crate) async fn connect(
    link: &Arc<Link>,
    closed: CancellationToken,
) -> Result<Client, ConnectError> {
    let config = &link.config;
    let watcher = Arc::clone(link);
    let was_down = Arc::new(AtomicBool::new(false));
    let mut options = ConnectOptions::new()
        .name(format!("omni {}", config.prefix))
        .no_echo()
        .connection_timeout(Duration::from_secs(5))
        .request_timeout(Some(Duration::from_secs(5)))
        // A silent partition is detected after two of these.
        .ping_interval(Duration::from_secs(15))
        .reconnect_delay_callback(delay)
        .event_callback(move |event| {
            handle_event(&watcher, &event, &was_down, &closed);
            async {}
        });
    if let Some(token) = &config.token {
        options = options.token(token.clone());
    }
    if let Some(path) = &config.ca_file {
        options = options.add_root_certificates(path.clone());
    }
    let servers = config
        .servers()
        .map_err(|error| ConnectError::with_source(ConnectErrorKind::ServerParse, error))?;
    options.connect(servers).await
}

fn handle_event(link: &Link, event: &Event, was_down: &AtomicBool, closed: &CancellationToken) {
    match event {
        Event::Connected => {
            link.set_error(None);
            if was_down.swap(false, Ordering::AcqRel) {
                tracing::info!("reconnected to NATS");
                link.missed_messages.notify_one();
            }
        }
        Event::Disconnected => {
            was_down.store(true, Ordering::Release);
            link.set_error(Some("the connection was lost".to_owned()));
            tracing::warn!("lost the connection to NATS");
        }
        Event::Closed => closed.cancel(),
        // The client dropped messages because this node read too slowly.
        Event::SlowConsumer(_) => link.missed_messages.notify_one(),
        Event::ServerError(error) => {
            tracing::warn!(error = %error, "NATS reported an error");
        }
        Event::ClientError(error) => {
            tracing::warn!(error = %error, "the NATS client reported an error");
        }
        Event::LameDuckMode | Event::Draining => {}
    }
}
