use crate::cli::Remote;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::terminal::{print_json, print_line};
use clap::Args;
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use serde_json::{Map, Value, json};

/// Options of `omni webhooks replay`.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// One delivery, by its id
    #[arg(conflicts_with_all = ["failed", "endpoint", "status", "events", "since", "until"])]
    id: Option<WebhookDeliveryId>,
    /// All that failed
    #[arg(long)]
    failed: bool,
    /// Those to this endpoint, by its id
    #[arg(long, value_name = "ID")]
    endpoint: Option<WebhookEndpointId>,
    /// Those that failed, or those that were delivered [default: failed]
    #[arg(long, value_parser = ["failed", "delivered"], conflicts_with = "failed")]
    status: Option<String>,
    /// Only of this type of events; may be repeated
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<String>,
    /// Those created at this time or later, such as 2026-01-02T03:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Those created before this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

pub(super) async fn run(options: &Replay, as_json: bool) -> anyhow::Result<()> {
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
    let is_range = options.endpoint.is_some() || options.since.is_some() || options.until.is_some();
    if !options.failed && !is_range {
        let message = "name a delivery, an endpoint (--endpoint) or a period (--since, --until), or give \
            --failed for all that failed";
        return Err(Failure::new(Exit::Arguments, message).into());
    }
    let total = all(&client, body(options)).await?;
    if as_json {
        print_json(&json!({ "replayed": total }));
    } else {
        let what = if total == 1 { "delivery is" } else { "deliveries are" };
        print_line(&format!("{total} {what} sent again"));
    }
    Ok(())
}

fn body(options: &Replay) -> Map<String, Value> {
    let events = &options.events;
    let given = [
        ("endpointId", options.endpoint.map(|id| json!(id))),
        ("status", options.status.as_ref().map(|status| json!([status]))),
        ("eventTypes", (!events.is_empty()).then(|| json!(events))),
        ("since", options.since.as_ref().map(|time| json!(time))),
        ("until", options.until.as_ref().map(|time| json!(time))),
    ];
    given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// Repeats the request until there are no more; how many are sent again. What the first request sent
/// again is not sent a third time, whenever it ends.
async fn all(client: &Client, mut body: Map<String, Value>) -> anyhow::Result<u64> {
    let mut total = 0;
    loop {
        let request = Value::Object(body.clone());
        let replayed = client.post("/webhook-deliveries/replay", &request).await?;
        total += replayed["replayed"].as_u64().unwrap_or_default();
        if replayed["hasMore"] != true {
            return Ok(total);
        }
        body.insert("endedBy".to_owned(), replayed["endedBy"].clone());
    }
}
