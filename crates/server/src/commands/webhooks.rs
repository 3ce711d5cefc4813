//! `omni webhooks`

mod create;
mod deliveries;
mod listen;
mod replay;

use crate::cli::Remote;
use crate::client::Client;
use crate::terminal::{Style, Table, print_json, print_line, text_of};
use clap::{Args, Subcommand};
use omni_domain::ids::WebhookEndpointId;
use serde_json::{Value, json};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  omni webhooks create https://example.com/hook --event 'message.*' --instance support
  omni webhooks test 0195a3c0-...                         send a test, show the answer
  omni webhooks deliveries --status failed --since 2026-01-02T03:00:00Z
  omni webhooks deliveries 0195a3c0-...                   one, with its attempts
  omni webhooks replay --failed                           once the receiver works again
  omni webhooks enable 0195a3c0-... --send-missed         one that was disabled
  omni webhooks listen --forward-to http://localhost:3000/hook
                                                          without a public address: events as they
                                                          happen, sent from this machine")]
pub(crate) enum Webhooks {
    /// List the endpoints, without their secrets
    List(Remote),
    /// Create an endpoint; its secret is shown only this once
    Create(Box<create::Create>),
    /// Send a test to an endpoint, and show what was sent and what was received
    Test(Test),
    /// Enable an endpoint again that was disabled, by hand or by its failures
    Enable(Enable),
    /// List deliveries, newest first, or show one with its attempts
    Deliveries(deliveries::Deliveries),
    /// Send deliveries again: one, those of a period, or all that failed
    Replay(replay::Replay),
    /// Show events as they happen, as webhooks, and forward them to a local receiver
    Listen(listen::Listen),
}

/// Options of `omni webhooks test`.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// The endpoint's id, from `omni webhooks list`
    id: WebhookEndpointId,
    #[command(flatten)]
    remote: Remote,
}

/// Options of `omni webhooks enable`.
#[derive(Debug, Args)]
pub(crate) struct Enable {
    /// The endpoint's id, from `omni webhooks list`
    id: WebhookEndpointId,
    /// Deliver what waited when it was disabled, and what has happened since
    #[arg(long)]
    send_missed: bool,
    #[command(flatten)]
    remote: Remote,
}

pub(crate) async fn run(webhooks: Webhooks, as_json: bool) -> anyhow::Result<ExitCode> {
    match webhooks {
        Webhooks::List(remote) => list(&remote, as_json).await?,
        Webhooks::Create(options) => create::run(&options, as_json).await?,
        Webhooks::Test(options) => return test(&options, as_json).await,
        Webhooks::Enable(options) => enable(&options, as_json).await?,
        Webhooks::Deliveries(options) => deliveries::run(&options, as_json).await?,
        Webhooks::Replay(options) => replay::run(&options, as_json).await?,
        Webhooks::Listen(options) => listen::run(&options, as_json).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(remote: &Remote, as_json: bool) -> anyhow::Result<()> {
    let rows = Client::new(remote)?.list("/webhook-endpoints").await?;
    if as_json {
        print_json(&json!(rows));
        return Ok(());
    }
    let mut table = Table::new(&["ID", "URL", "EVENTS", "STATE", "FAILURES", "DESCRIPTION"]);
    for row in &rows {
        let events: Vec<&str> =
            row["events"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let events = if events.is_empty() { "*".to_owned() } else { events.join(" ") };
        let state = if row["active"] == true {
            "active".to_owned()
        } else {
            format!("disabled: {}", text_of(&row["disabledReason"]))
        };
        table.row(vec![
            text_of(&row["id"]),
            text_of(&row["url"]),
            events,
            state,
            text_of(&row["consecutiveFailures"]),
            text_of(&row["description"]),
        ]);
    }
    table.print();
    Ok(())
}

async fn test(options: &Test, as_json: bool) -> anyhow::Result<ExitCode> {
    let client = Client::new(&options.remote)?;
    let result =
        client.post(&format!("/webhook-endpoints/{}/test", options.id), &json!({})).await?;
    let delivered = result["delivered"] == true;
    if as_json {
        print_json(&result);
    } else {
        show_test(&result, delivered);
    }
    Ok(if delivered { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn show_test(result: &Value, delivered: bool) {
    let style = Style::stdout();
    let (request, response) = (&result["request"], &result["response"]);
    print_line(&style.bold(format!("POST {}", text_of(&request["url"]))));
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        print_line(&style.dim(format!("{name}: {}", text_of(value))));
    }
    print_line(&text_of(&request["body"]));
    let took = text_of(&result["durationMs"]);
    let answer = match response["status"].as_u64() {
        Some(status) => format!("{status} after {took} ms"),
        None => text_of(&response["error"]),
    };
    print_line(&if delivered { style.good(answer) } else { style.bad(answer) });
    if let Some(body) = response["body"].as_str() {
        print_line(body);
    }
}

async fn enable(options: &Enable, as_json: bool) -> anyhow::Result<()> {
    let path = format!("/webhook-endpoints/{}/enable", options.id);
    let body = json!({ "sendMissed": options.send_missed });
    let enabled = Client::new(&options.remote)?.post(&path, &body).await?;
    if as_json {
        print_json(&enabled);
    } else {
        print_line(&format!("{} is active", text_of(&enabled["id"])));
    }
    Ok(())
}
