//! The protocol's host: whether it serves, and at which address.

use crate::{PATH, http};
use async_trait::async_trait;
use omni_app::mcp::{Endpoint, Host, HostState, server_url};
use omni_app::{App, Error, Hint, Message};
use omni_domain::Timestamp;
use omni_http::{Host as HttpHost, HostContext};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Clients recorded by name; a new one replaces the one that was seen longest ago.
const MAX_SEEN: usize = 64;
/// Longest recorded name of a client, characters.
const MAX_NAME: usize = 64;
/// How long requests in progress may take once the listener closes.
const DRAIN: Duration = Duration::from_secs(5);

/// Limits and defaults. `config.default.toml` documents each.
#[derive(Debug, Clone)]
pub struct McpOptions {
    /// It serves from the start.
    pub enabled: bool,
    /// The address on which the server itself listens, if it is known.
    pub server: Option<SocketAddr>,
    /// Requests served concurrently.
    pub max_concurrent: usize,
    /// Largest request, bytes.
    pub max_body_bytes: usize,
}

impl Default for McpOptions {
    fn default() -> Self {
        Self { enabled: true, server: None, max_concurrent: 64, max_body_bytes: 1024 * 1024 }
    }
}

/// The protocol's switch.
#[derive(Debug)]
pub struct McpHost {
    options: McpOptions,
    /// Shared with the server's own listener.
    context: HostContext,
    running: AtomicBool,
    permits: Semaphore,
    seen: Mutex<BTreeMap<String, Timestamp>>,
    listener: tokio::sync::Mutex<Option<Listener>>,
    /// That listener's address, readable without waiting for the lock.
    address: Mutex<Option<SocketAddr>>,
    /// This host, for the routes of the listener.
    me: std::sync::Weak<Self>,
}

/// A listener besides the server's own.
#[derive(Debug)]
struct Listener {
    requested: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl McpHost {
    /// As configured; a listener of its own shares limits with the other hosts of this context.
    pub fn new(options: McpOptions, context: HostContext) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            running: AtomicBool::new(options.enabled),
            permits: Semaphore::new(options.max_concurrent),
            seen: Mutex::default(),
            listener: tokio::sync::Mutex::default(),
            address: Mutex::default(),
            me: me.clone(),
            options,
            context,
        })
    }

    pub(crate) const fn options(&self) -> &McpOptions {
        &self.options
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running.load(Ordering::Relaxed)
    }

    /// A permit for one concurrent request, if one is free.
    pub(crate) fn permit(&self) -> Option<SemaphorePermit<'_>> {
        self.permits.try_acquire().ok()
    }

    /// Records that a client of this name sent a request.
    pub(crate) fn record_client(&self, name: &str, now: Timestamp) {
        let name: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MAX_SEEN && !seen.contains_key(&name) {
            let oldest = seen.iter().min_by_key(|(_, at)| **at).map(|(name, _)| name.clone());
            oldest.map(|name| seen.remove(&name));
        }
        seen.insert(name, now);
    }

    fn own_address(&self) -> Option<SocketAddr> {
        *self.address.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_own_address(&self, address: Option<SocketAddr>) {
        *self.address.lock().unwrap_or_else(PoisonError::into_inner) = address;
    }
}

fn endpoint(address: SocketAddr) -> Endpoint {
    let server_url = server_url(address);
    Endpoint { address, url: format!("{server_url}{PATH}"), server_url, key_header: "x-api-key" }
}

#[async_trait]
impl Host for McpHost {
    fn state(&self) -> HostState {
        let running = self.is_running();
        HostState {
            running,
            endpoint: self.own_address().or(self.options.server).filter(|_| running).map(endpoint),
            seen: self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    async fn start(&self, app: &App, address: SocketAddr) -> Result<HostState, Error> {
        let mut listener = self.listener.lock().await;
        if let Some(there) = listener.as_ref().filter(|there| !there.task.is_finished()) {
            if there.requested != address {
                let at = self.own_address().unwrap_or(there.requested);
                return Err(Error::conflict(
                    Message::from(format!("MCP already listens at {at}")).hint(Hint::StopMcp),
                ));
            }
        } else {
            let me = self.me.upgrade().ok_or_else(|| Error::internal("the host is gone"))?;
            let (fresh, bound) = listen(app, &me, address).await?;
            self.set_own_address(Some(bound));
            *listener = Some(fresh);
        }
        self.running.store(true, Ordering::Relaxed);
        Ok(self.state())
    }

    async fn stop(&self) {
        self.running.store(false, Ordering::Relaxed);
        self.set_own_address(None);
        let Some(mut listener) = self.listener.lock().await.take() else { return };
        listener.stop.cancel();
        if tokio::time::timeout(DRAIN, &mut listener.task).await.is_err() {
            listener.task.abort();
        }
    }
}

async fn listen(
    app: &App,
    host: &Arc<McpHost>,
    address: SocketAddr,
) -> Result<(Listener, SocketAddr), Error> {
    let refused = |error: std::io::Error| {
        Error::conflict(format!(
            "{address} cannot be listened on ({error}); is another server using it? Choose another \
             port"
        ))
    };
    let socket = TcpListener::bind(address).await.map_err(refused)?;
    let bound = socket.local_addr().map_err(refused)?;
    let stop = CancellationToken::new();
    let own = HttpHost::new(host.context.clone()).mount(http::mount(app, host));
    let routes = own.into_router().map_err(Error::internal)?;
    let context = host.context.clone();
    let task = tokio::spawn(omni_http::serve(socket, routes, context, stop.clone()));
    tracing::info!(%bound, "MCP is listening");
    Ok((Listener { requested: address, stop, task }, bound))
}
