//! `omni webhooks`

mod listen;

use crate::cli::Remote;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::terminal::{Style, Table, eprint_line, print_json, print_line, text_of};
use clap::{Args, Subcommand, ValueEnum};
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use serde_json::{Value, json};
use std::process::ExitCode;
use url::form_urlencoded;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  omni webhooks create https://example.com/hook --event 'message.*' --instance support
  omni webhooks test 0195a3c0-...                         send a test, show the answer
  omni webhooks deliveries --status failed
  omni webhooks replay --failed                           once the receiver works again
  omni webhooks listen --forward-to http://localhost:3000/hook
                                                          without a public address: events as they
                                                          happen, sent from this machine")]
pub(crate) enum Webhooks {
    /// List the endpoints, without their secrets
    List(Remote),
    /// Create an endpoint; its secret is shown only this once
    Create(Create),
    /// Send a test to an endpoint, and show what was sent and what was received
    Test(Test),
    /// List deliveries, newest first
    Deliveries(Deliveries),
    /// Send deliveries again: one, or all that failed
    Replay(Replay),
    /// Show events as they happen, as webhooks, and forward them to a local receiver
    Listen(listen::Listen),
}

/// Options of `omni webhooks create`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Where events are delivered
    // `url` is the server's (`Remote`).
    #[arg(value_name = "URL")]
    address: String,
    /// Type (message.received), group (message.*) or *; may be repeated [default: *]
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<String>,
    /// Only events of this instance, by its name or id; may be repeated
    #[arg(long = "instance", value_name = "NAME")]
    instances: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Which deliveries wait for earlier ones
    #[arg(long, value_enum, default_value_t = Order::None)]
    ordering: Order,
    #[command(flatten)]
    remote: Remote,
}

/// Which deliveries wait for earlier ones.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    None,
    PerChat,
    PerEndpoint,
}

impl Order {
    const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::PerChat => "per_chat",
            Self::PerEndpoint => "per_endpoint",
        }
    }
}

/// Options of `omni webhooks test`.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// The endpoint's id, from `omni webhooks list`
    id: WebhookEndpointId,
    #[command(flatten)]
    remote: Remote,
}

/// Options of `omni webhooks deliveries`.
#[derive(Debug, Args)]
pub(crate) struct Deliveries {
    /// Only to this endpoint, by its id
    #[arg(long, value_name = "ID")]
    endpoint: Option<WebhookEndpointId>,
    /// Only in this state
    #[arg(long, value_enum)]
    status: Option<Status>,
    /// Only of this type of events
    #[arg(long = "event", value_name = "TYPE")]
    event: Option<String>,
    /// At most this many, 1 to 100
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    limit: u32,
    #[command(flatten)]
    remote: Remote,
}

/// The state of a delivery.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    Pending,
    Delivered,
    Failed,
}

impl Status {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// Options of `omni webhooks replay`.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// One delivery, by its id
    #[arg(conflicts_with_all = ["failed", "endpoint"])]
    id: Option<WebhookDeliveryId>,
    /// All that failed
    #[arg(long)]
    failed: bool,
    /// All that failed to this endpoint, by its id
    #[arg(long, value_name = "ID")]
    endpoint: Option<WebhookEndpointId>,
    #[command(flatten)]
    remote: Remote,
}

pub(crate) async fn run(webhooks: Webhooks, as_json: bool) -> anyhow::Result<ExitCode> {
    match webhooks {
        Webhooks::List(remote) => list(&remote, as_json).await?,
        Webhooks::Create(options) => create(&options, as_json).await?,
        Webhooks::Test(options) => return test(&options, as_json).await,
        Webhooks::Deliveries(options) => deliveries(&options, as_json).await?,
        Webhooks::Replay(options) => replay(&options, as_json).await?,
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

async fn create(options: &Create, as_json: bool) -> anyhow::Result<()> {
    let client = Client::new(&options.remote)?;
    let mut body = json!({
        "url": options.address,
        "events": options.events,
        "ordering": options.ordering.as_str(),
    });
    if let Some(text) = &options.description {
        body["description"] = json!(text);
    }
    if !options.instances.is_empty() {
        let mut ids = Vec::new();
        for name in &options.instances {
            ids.push(client.instance_id(name).await?);
        }
        body["instanceIds"] = json!(ids);
    }
    let created = client.post("/webhook-endpoints", &body).await?;
    if as_json {
        print_json(&created);
        return Ok(());
    }
    let (id, secret) = (text_of(&created["id"]), text_of(&created["secret"]));
    print_line(&format!("{id}\nSecret: {secret}"));
    eprint_line(&format!("The secret is not shown again. Try it: omni webhooks test {id}"));
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

async fn deliveries(options: &Deliveries, as_json: bool) -> anyhow::Result<()> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", &options.limit.to_string());
    if let Some(id) = options.endpoint {
        query.append_pair("endpointId", &id.to_string());
    }
    if let Some(status) = options.status {
        query.append_pair("status", status.as_str());
    }
    if let Some(event) = &options.event {
        query.append_pair("eventType", event);
    }
    let path = format!("/webhook-deliveries?{}", query.finish());
    let page = Client::new(&options.remote)?.get(&path).await?;
    if as_json {
        print_json(&page["items"]);
        return Ok(());
    }
    let headings = ["ID", "CREATED", "EVENT", "STATUS", "ATTEMPTS", "RESPONSE", "ERROR"];
    let mut table = Table::new(&headings);
    for row in page["items"].as_array().into_iter().flatten() {
        let members =
            ["id", "createdAt", "eventType", "status", "attemptCount", "responseStatus", "error"];
        table.row(members.iter().map(|member| text_of(&row[member])).collect());
    }
    table.print();
    Ok(())
}

async fn replay(options: &Replay, as_json: bool) -> anyhow::Result<()> {
    let client = Client::new(&options.remote)?;
    if let Some(id) = &options.id {
        let sent = client.post(&format!("/webhook-deliveries/{id}/replay"), &json!({})).await?;
        if as_json {
            print_json(&sent);
        } else {
            print_line(&format!("{id} is sent again"));
        }
        return Ok(());
    }
    if !options.failed && options.endpoint.is_none() {
        let message = "name a delivery, or give --failed for all that failed";
        return Err(Failure::new(Exit::Arguments, message).into());
    }
    let body = match &options.endpoint {
        Some(id) => json!({ "endpointId": id }),
        None => json!({}),
    };
    let mut total = 0;
    loop {
        let replayed = client.post("/webhook-deliveries/replay", &body).await?;
        total += replayed["replayed"].as_u64().unwrap_or_default();
        if replayed["hasMore"] != true {
            break;
        }
    }
    if as_json {
        print_json(&json!({ "replayed": total }));
    } else {
        let what = if total == 1 { "delivery is" } else { "deliveries are" };
        print_line(&format!("{total} {what} sent again"));
    }
    Ok(())
}
