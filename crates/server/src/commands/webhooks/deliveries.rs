use crate::cli::Remote;
use crate::client::Client;
use crate::terminal::{Table, print_json, print_line, text_of};
use clap::{Args, ValueEnum};
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use serde_json::Value;
use url::form_urlencoded;

/// Options of `omni webhooks deliveries`.
#[derive(Debug, Args)]
pub(crate) struct Deliveries {
    /// Show this one, with its attempts
    #[arg(conflicts_with_all = ["endpoint", "status", "events", "since", "until"])]
    id: Option<WebhookDeliveryId>,
    /// Only to this endpoint, by its id
    #[arg(long, value_name = "ID")]
    endpoint: Option<WebhookEndpointId>,
    /// Only in this state
    #[arg(long, value_enum)]
    status: Option<Status>,
    /// Only of this type of events; may be repeated
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<String>,
    /// Only those created at this time or later, such as 2026-01-02T03:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only those created before this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
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

pub(super) async fn run(options: &Deliveries, as_json: bool) -> anyhow::Result<()> {
    let client = Client::new(&options.remote)?;
    if let Some(id) = options.id {
        let delivery = client.get(&format!("/webhook-deliveries/{id}")).await?;
        if as_json {
            print_json(&delivery);
        } else {
            show(&delivery);
        }
        return Ok(());
    }
    let page = client.get(&format!("/webhook-deliveries?{}", query(options))).await?;
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

fn query(options: &Deliveries) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", &options.limit.to_string());
    if let Some(id) = options.endpoint {
        query.append_pair("endpointId", &id.to_string());
    }
    if let Some(status) = options.status {
        query.append_pair("status", status.as_str());
    }
    for event in &options.events {
        query.append_pair("eventType", event);
    }
    for (name, time) in [("since", &options.since), ("until", &options.until)] {
        if let Some(time) = time {
            query.append_pair(name, time);
        }
    }
    query.finish()
}

/// One delivery: what it is, its attempts, and what was answered last.
fn show(delivery: &Value) {
    let text = |name: &str| text_of(&delivery[name]);
    print_line(&format!("{} to {}: {}", text("eventType"), text("endpointId"), text("status")));
    let mut table = Table::new(&["ATTEMPT", "AT", "RESPONSE", "MS", "ERROR"]);
    let attempts = delivery["attempts"].as_array().map(Vec::as_slice).unwrap_or_default();
    for attempt in attempts {
        let response = &attempt["response"];
        table.row(vec![
            text_of(&attempt["number"]),
            text_of(&attempt["at"]),
            text_of(&response["status"]),
            text_of(&attempt["durationMs"]),
            text_of(&response["error"]),
        ]);
    }
    table.print();
    let last = attempts.last().and_then(|attempt| attempt["response"]["body"].as_str());
    if let Some(body) = last {
        print_line(body);
    }
}
