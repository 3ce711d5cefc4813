//! `omni instances`

mod follow;

use crate::cli::Remote;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::terminal::{Table, print_json, print_line, text_of};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  omni instances create support
  omni instances create shop --agent-url https://api.openai.com/v1 --agent-model gpt-4o-mini \\
      --agent-key sk-... --prompt \"You help customers of a bike shop.\"
  omni instances connect support       show the QR, wait until the phone has scanned it
  omni instances list
  omni instances delete support")]
pub(crate) enum Instances {
    /// List the instances and the state of their connections
    List(Remote),
    /// Create an instance; `connect` links it to a number
    Create(Create),
    /// Connect an instance: show its QR and wait until it is linked
    Connect(Connect),
    /// Show the current QR, and update it until it is scanned
    Qr(Connect),
    /// Delete an instance with its chats and messages
    Delete(Delete),
}

/// Options of `omni instances create`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Unique name
    name: String,
    /// Its channel
    #[arg(long, default_value = "whatsapp-baileys")]
    channel: String,
    /// Base URL of an OpenAI-compatible agent that answers its chats
    #[arg(long, value_name = "URL", requires = "agent_model")]
    agent_url: Option<String>,
    /// The model's or agent's id
    #[arg(long, value_name = "NAME")]
    agent_model: Option<String>,
    /// Key for the agent; stored sealed
    #[arg(long, value_name = "KEY", env = "OMNI_AGENT_KEY", hide_env_values = true)]
    agent_key: Option<String>,
    /// The system prompt
    #[arg(long, value_name = "TEXT", requires = "agent_url")]
    prompt: Option<String>,
    /// Name that phones show under "Linked devices"
    #[arg(long, value_name = "NAME")]
    device_name: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

/// Options of `omni instances connect` and `qr`.
#[derive(Debug, Args)]
pub(crate) struct Connect {
    /// The instance's name or id
    instance: String,
    /// Give up after this many seconds
    #[arg(long, default_value_t = 180, value_name = "SECONDS")]
    timeout: u64,
    /// Do not wait: show the current status and exit
    #[arg(long)]
    no_wait: bool,
    #[command(flatten)]
    remote: Remote,
}

/// Options of `omni instances delete`.
#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// The instance's name or id
    instance: String,
    /// Do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    remote: Remote,
}

pub(crate) async fn run(instances: Instances, as_json: bool) -> anyhow::Result<ExitCode> {
    match instances {
        Instances::List(remote) => list(&remote, as_json).await?,
        Instances::Create(options) => create(&options, as_json).await?,
        Instances::Connect(options) => {
            let client = Client::new(&options.remote)?;
            let id = client.instance_id(&options.instance).await?;
            let status = client.post(&format!("/instances/{id}/connect"), &json!({})).await?;
            follow::run(&client, &id, status, &options, as_json).await?;
        }
        Instances::Qr(options) => {
            let client = Client::new(&options.remote)?;
            let id = client.instance_id(&options.instance).await?;
            // A separate request, because its error gives the reason why there is none.
            let qr = client.get(&format!("/instances/{id}/qr")).await?;
            if options.no_wait && as_json {
                print_json(&qr);
            } else {
                let status = client.get(&format!("/instances/{id}/status")).await?;
                follow::run(&client, &id, status, &options, as_json).await?;
            }
        }
        Instances::Delete(options) => delete(&options, as_json).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(remote: &Remote, as_json: bool) -> anyhow::Result<()> {
    let rows = Client::new(remote)?.list("/instances").await?;
    if as_json {
        print_json(&json!(rows));
        return Ok(());
    }
    let mut table = Table::new(&["ID", "NAME", "CHANNEL", "STATE", "ACCOUNT", "NOTE"]);
    for row in &rows {
        let members = ["id", "name", "channel", "state", "ownerIdentifier", "stateMessage"];
        table.row(members.iter().map(|member| text_of(&row[member])).collect());
    }
    table.print();
    Ok(())
}

async fn create(options: &Create, as_json: bool) -> anyhow::Result<()> {
    let mut body = json!({ "name": options.name, "channel": options.channel });
    if let Some(name) = &options.device_name {
        body["channelConfig"] = json!({ "deviceName": name });
    }
    if let Some(url) = &options.agent_url {
        body["agent"] = json!({
            "type": "openai",
            "apiUrl": url,
            "apiKey": options.agent_key,
            "agentId": options.agent_model,
            "prompt": options.prompt,
        });
    }
    let created = Client::new(&options.remote)?.post("/instances", &body).await?;
    if as_json {
        print_json(&created);
    } else {
        let (name, id) = (text_of(&created["name"]), text_of(&created["id"]));
        print_line(&format!("{name} {id}\nLink it to a number: omni instances connect {name}"));
    }
    Ok(())
}

async fn delete(options: &Delete, as_json: bool) -> anyhow::Result<()> {
    let client = Client::new(&options.remote)?;
    let id = client.instance_id(&options.instance).await?;
    if !options.yes {
        confirm(&options.instance)?;
    }
    let deleted: Value = client.delete(&format!("/instances/{id}")).await?;
    if as_json {
        print_json(&deleted);
    } else {
        print_line(&format!("deleted {id}"));
    }
    Ok(())
}

fn confirm(name: &str) -> Result<(), Failure> {
    let refused = |message: &str| Failure::new(Exit::Arguments, message);
    if !std::io::stdin().is_terminal() {
        return Err(refused("this deletes its chats and messages permanently; confirm with --yes"));
    }
    eprint!("Delete `{name}` with all its chats and messages permanently? [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    let _ = std::io::stdin().lock().read_line(&mut answer);
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        Ok(())
    } else {
        Err(refused("nothing was deleted"))
    }
}
