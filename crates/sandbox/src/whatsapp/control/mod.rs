//! JSON control interface (filled in below).
use super::network::Network;
use super::options::NetworkOptions;
use axum::Router;

pub(crate) fn routes(_network: Network) -> Router { Router::new() }

/// Runs a network until the process is told to stop.
pub async fn serve(options: NetworkOptions) -> anyhow::Result<()> {
    let network = Network::start(options).await?;
    network.stopped().await;
    Ok(())
}
