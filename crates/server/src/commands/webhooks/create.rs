use crate::cli::Remote;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::terminal::{eprint_line, print_json, print_line, text_of};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use omni_domain::conversation::ChatType;
use omni_domain::ids::ChatId;
use omni_domain::message::Direction;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

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
    /// Only events of this chat, by its id
    #[arg(long, value_name = "ID")]
    chat: Option<ChatId>,
    /// Only about messages of this direction
    #[arg(
        long,
        value_parser = PossibleValuesParser::new(Direction::ALL.iter().map(|one| one.as_str()))
    )]
    direction: Option<String>,
    /// Only in chats of this type; may be repeated
    #[arg(
        long = "chat-type",
        value_parser = PossibleValuesParser::new(ChatType::ALL.iter().map(|one| one.as_str()))
    )]
    chat_types: Vec<String>,
    /// A header of your own, stored sealed, such as "Authorization: Bearer ..."; may be repeated
    #[arg(long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Which deliveries wait for earlier ones
    #[arg(long, value_enum, default_value_t = Order::None)]
    ordering: Order,
    /// Seconds before each repeat, separated by commas [default: 5 s to a day, nine repeats]
    #[arg(long, value_name = "SECONDS", value_delimiter = ',')]
    retry_delays: Vec<u32>,
    /// Milliseconds for one attempt [default: 15000]
    #[arg(long, value_name = "MS")]
    timeout_ms: Option<u32>,
    /// Deliveries given up in a row after which it is disabled, 0 for never [default: 20]
    #[arg(long, value_name = "NUMBER")]
    disable_after: Option<u32>,
    /// Certificates (PEM) of the only authorities that are trusted for it
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// A client certificate with its private key (PEM)
    #[arg(long, value_name = "FILE")]
    client_certificate: Option<PathBuf>,
    /// Deliver also what happened behind this position of the log, an event's seq; 0 is all
    #[arg(long, value_name = "SEQ")]
    since: Option<u64>,
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

pub(super) async fn run(options: &Create, as_json: bool) -> anyhow::Result<()> {
    let client = Client::new(&options.remote)?;
    let mut body = body(options)?;
    if !options.instances.is_empty() {
        let mut ids = Vec::new();
        for name in &options.instances {
            ids.push(client.instance_id(name).await?);
        }
        body.insert("instanceIds".to_owned(), json!(ids));
    }
    let created = client.post("/webhook-endpoints", &Value::Object(body)).await?;
    if as_json {
        print_json(&created);
        return Ok(());
    }
    let (id, secret) = (text_of(&created["id"]), text_of(&created["secret"]));
    print_line(&format!("{id}\nSecret: {secret}"));
    eprint_line(&format!("The secret is not shown again. Try it: omni webhooks test {id}"));
    Ok(())
}

/// The request but its instances: only what is given, so that the server's defaults hold.
fn body(options: &Create) -> anyhow::Result<Map<String, Value>> {
    let delays = &options.retry_delays;
    let given = [
        ("url", Some(json!(options.address))),
        ("events", Some(json!(options.events))),
        ("chatId", options.chat.map(|id| json!(id))),
        ("direction", options.direction.as_ref().map(|direction| json!(direction))),
        ("chatTypes", Some(json!(options.chat_types))),
        ("headers", Some(Value::Object(headers(&options.headers)?))),
        ("description", options.description.as_ref().map(|text| json!(text))),
        ("ordering", Some(json!(options.ordering.as_str()))),
        ("retryDelays", (!delays.is_empty()).then(|| json!(delays))),
        ("timeoutMs", options.timeout_ms.map(|time| json!(time))),
        ("disableAfter", options.disable_after.map(|count| json!(count))),
        ("caCertificates", options.ca.as_deref().map(read).transpose()?),
        ("clientCertificate", options.client_certificate.as_deref().map(read).transpose()?),
        ("since", options.since.map(|seq| json!(seq))),
    ];
    let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Ok(given.collect())
}

fn headers(given: &[String]) -> anyhow::Result<Map<String, Value>> {
    let mut headers = Map::new();
    for text in given {
        // Not the text itself: it may be a secret.
        let wrong = "--header is a name, a colon and a value, such as \"X-Token: abc\"";
        let (name, value) =
            text.split_once(':').ok_or_else(|| Failure::new(Exit::Arguments, wrong))?;
        headers.insert(name.trim().to_owned(), json!(value.trim()));
    }
    Ok(headers)
}

/// The text of a file.
fn read(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(Exit::Arguments, format!("{} cannot be read: {error}", path.display()))
    })?;
    Ok(json!(text))
}

#[cfg(test)]
mod tests {
    use super::{Create, body, headers};
    use crate::cli::{Cli, Command};
    use crate::commands::webhooks::Webhooks;
    use clap::Parser as _;
    use serde_json::{Value, json};

    fn parsed(arguments: &[&str]) -> Create {
        let all = [&["omni", "webhooks", "create", "https://example.com/"], arguments].concat();
        let cli = Cli::try_parse_from(all).expect("arguments");
        let Command::Webhooks(Webhooks::Create(create)) = cli.command else {
            panic!("another command");
        };
        *create
    }

    #[test]
    fn only_what_is_given_is_sent() {
        let plain = body(&parsed(&[])).expect("a body");
        let expected = json!({
            "url": "https://example.com/", "events": [], "chatTypes": [], "headers": {},
            "ordering": "none",
        });
        assert_eq!(Value::Object(plain), expected);
        let full = body(&parsed(&[
            "--event",
            "message.*",
            "--chat",
            "0195a3c0-0000-7000-8000-000000000000",
            "--direction",
            "inbound",
            "--chat-type",
            "dm",
            "--chat-type",
            "group",
            "--header",
            "X-Token: a:b",
            "--description",
            "a shop",
            "--ordering",
            "per-chat",
            "--retry-delays",
            "5,60",
            "--timeout-ms",
            "5000",
            "--disable-after",
            "0",
            "--since",
            "7",
        ]))
        .expect("a body");
        let expected = json!({
            "url": "https://example.com/", "events": ["message.*"],
            "chatId": "0195a3c0-0000-7000-8000-000000000000", "direction": "inbound",
            "chatTypes": ["dm", "group"], "headers": { "X-Token": "a:b" },
            "description": "a shop", "ordering": "per_chat", "retryDelays": [5, 60],
            "timeoutMs": 5000, "disableAfter": 0, "since": 7,
        });
        assert_eq!(Value::Object(full), expected);
    }

    #[test]
    fn a_header_without_a_colon_is_refused_without_showing_it() {
        let refused = headers(&["a secret".to_owned()]).expect_err("no colon").to_string();
        assert!(refused.contains("colon") && !refused.contains("a secret"), "{refused}");
    }
}
