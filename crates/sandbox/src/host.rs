//! A server on loopback that stops when it is dropped.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Largest body that is read, bytes: a file of 25 MB as base64 fits.
const MAX_BODY: usize = 64 * 1024 * 1024;

#[derive(Debug)]
pub(crate) struct Host {
    address: SocketAddr,
    scheme: &'static str,
    stop: CancellationToken,
}

impl Host {
    /// Serves on a port of the loopback; 0 lets the system choose.
    pub(crate) async fn start(
        what: &'static str,
        port: u16,
        routes: Router,
    ) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        // As servers have it: without it, a streamed answer waits 40 ms for an acknowledgement.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        Self::serve(what, listener, "http", routes)
    }

    /// Serves on a listener of the loopback.
    pub(crate) fn serve<L>(
        what: &'static str,
        listener: L,
        scheme: &'static str,
        routes: Router,
    ) -> anyhow::Result<Self>
    where
        L: axum::serve::Listener<Addr = SocketAddr>,
    {
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let routes = routes.layer(DefaultBodyLimit::max(MAX_BODY));
        let server =
            axum::serve(listener, routes).with_graceful_shutdown(stop.clone().cancelled_owned());
        tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::warn!(%error, "{what} ended");
            }
        });
        Ok(Self { address, scheme, stop })
    }

    /// `http://127.0.0.1:PORT`; a certificate is for a name, `https://localhost:PORT`.
    pub(crate) fn url(&self) -> String {
        match self.scheme {
            "https" => format!("https://localhost:{}", self.address.port()),
            scheme => format!("{scheme}://{}", self.address),
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
