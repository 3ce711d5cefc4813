//! `omni demo`: the main job from end to end, on this machine alone.
//!
//! The server is the real one, spoken to over HTTP. The network is the simulated one, which speaks
//! the real protocol: the phones encrypt and decrypt as phones do.

mod stage;
mod steps;

use crate::terminal::{Style, print_line};
use anyhow::{Context as _, anyhow};
use stage::{CUSTOMER, Scene, Stage};
use std::process::ExitCode;
use std::time::Duration;
use steps::Steps;
use tokio::signal::unix::{SignalKind, signal};

const LIMIT: Duration = Duration::from_mins(1);

pub(crate) async fn run(keep: bool) -> anyhow::Result<ExitCode> {
    let keep =
        keep || std::env::var_os("KEEP").is_some_and(|value| !value.is_empty() && value != "0");
    let mut steps = Steps::start();
    let mut terminate = signal(SignalKind::terminate())?;
    let stopped = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    let stage = Stage::set(&mut steps).await.with_context(|| steps.failed())?;
    let played = tokio::select! {
        played = tokio::time::timeout(LIMIT, stage.play(&mut steps)) => {
            played.unwrap_or_else(|_| Err(anyhow!("not done within {} s", LIMIT.as_secs())))
        }
        () = stopped => Err(anyhow!("interrupted")),
    };
    let played = played.with_context(|| steps.failed());
    if let Ok(scene) = &played {
        steps.total();
        if keep {
            invite(&stage, scene);
            wait_for_stop().await?;
        }
    }
    stage.strike().await;
    played.map(|_| ExitCode::SUCCESS)
}

async fn wait_for_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    print_line("stopping; the data folder is removed");
    Ok(())
}

/// What can be tried while it is up.
fn invite(stage: &Stage, scene: &Scene) {
    let style = Style::stdout();
    let (url, key, control) = (stage.url(), &scene.primary_key, stage.control_url());
    let (instance, number) = (&scene.instance_id, &scene.number);
    let lines = [
        format!("\n{} Ctrl-C stops it.", style.bold("The server stays up.")),
        format!("  server   {url}"),
        format!("  manual   {url}/api/v2/docs"),
        format!("  API key  {key}"),
        format!("  sandbox  {control}"),
        format!("  model    {}", stage.model_url()),
        format!("\n{}", style.bold("Try:")),
        format!("  curl -s {url}/api/v2/instances -H 'x-api-key: {key}'"),
        format!(
            "  curl -s {url}/api/v2/messages -H 'x-api-key: {key}' -H 'content-type: application/json' \\\n    \
             -d '{{\"instanceId\":\"{instance}\",\"to\":\"+{CUSTOMER}\",\"text\":\"Hello from curl\"}}'"
        ),
        format!(
            "  curl -s {control}/phones/{CUSTOMER}/send -H 'content-type: application/json' \\\n    \
             -d '{{\"to\":\"{number}\",\"type\":\"text\",\"text\":\"Are you there?\"}}'; sleep 1; curl -s {control}/phones/{CUSTOMER}/received"
        ),
    ];
    for line in lines {
        print_line(&line);
    }
}
