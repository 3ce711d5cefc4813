//! `omni demo`: the main use case end to end, on this machine only.
//!
//! The server is the real one, used over HTTP. The network is the simulated one, which implements
//! the real protocol: its phones encrypt and decrypt as real ones do.

mod setup;
mod steps;

use crate::terminal::{Style, print_line};
use anyhow::{Context as _, anyhow};
use setup::{CUSTOMER, Demo, Setup};
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
    let setup = Setup::start(&mut steps).await.with_context(|| steps.failed())?;
    let outcome = tokio::select! {
        outcome = tokio::time::timeout(LIMIT, setup.run(&mut steps)) => {
            outcome.unwrap_or_else(|_| Err(anyhow!("not done within {} s", LIMIT.as_secs())))
        }
        () = stopped => Err(anyhow!("interrupted")),
    };
    let outcome = outcome.with_context(|| steps.failed());
    if let Ok(demo) = &outcome {
        steps.total();
        if keep {
            show_examples(&setup, demo);
            wait_for_stop().await?;
        }
    }
    setup.stop().await;
    outcome.map(|_| ExitCode::SUCCESS)
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

/// Shows what can be tried while it runs.
fn show_examples(setup: &Setup, demo: &Demo) {
    let style = Style::stdout();
    let (url, key, control) = (setup.url(), &demo.primary_key, setup.control_url());
    let (instance, number) = (&demo.instance_id, &demo.number);
    let program = std::env::args().next().unwrap_or_else(|| "omni".to_owned());
    let lines = [
        format!("\n{} Ctrl-C stops it.", style.bold("The server keeps running.")),
        format!("  server   {url}"),
        format!("  manual   {url}/api/v2/docs"),
        format!("  API key  {key}"),
        format!("  sandbox  {control}"),
        format!("  model    {}", setup.model_url()),
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
        format!("  OMNI_URL={url} OMNI_API_KEY={key} {program} webhooks listen"),
    ];
    for line in lines {
        print_line(&line);
    }
}
