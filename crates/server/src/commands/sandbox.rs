//! `omni sandbox`

use crate::cli::SandboxOptions;
use crate::terminal::print_line;
use omni_sandbox::model::Model;
use omni_sandbox::whatsapp::{Network, NetworkOptions};
use serde_json::json;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Runs the simulated networks until a signal ends them. One line of JSON reports their addresses.
pub(crate) async fn run(options: &SandboxOptions) -> anyhow::Result<ExitCode> {
    let network = Network::start(NetworkOptions {
        ws_port: options.ws_port,
        control_port: Some(options.control_port),
        seed: options.seed,
        ..NetworkOptions::default()
    })
    .await?;
    let model = Model::start(0).await?;
    let addresses = json!({
        "whatsappUrl": network.ws_url(),
        "controlUrl": network.control_url(),
        "rootKey": network.root_key(),
        "modelUrl": model.url(),
        "pid": std::process::id(),
    });
    print_line(&addresses.to_string());
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    network.stop().await;
    Ok(ExitCode::SUCCESS)
}
