//! `omni keys`

mod direct;

pub(crate) use direct::created_view;

use crate::cli::Remote;
use crate::client::Client;
use crate::terminal::{Style, Table, eprint_line, print_json, print_line, text_of};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  omni keys create dashboard                                  with all permissions
  omni keys create bot --scope messages:send --scope instances:read
  omni keys list
  omni keys revoke 0195a3c0-...
  omni keys create admin --direct                             when the last key is lost
  omni keys create admin --direct --tenant acme               when a tenant has lost its last key")]
pub(crate) enum Keys {
    /// Create a key; it is shown only this once
    Create(Create),
    /// List the keys, without their secrets
    List(Connection),
    /// Revoke a key
    Revoke(Revoke),
}

/// Options of `omni keys create`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// A display name
    name: String,
    /// Scope: *, noun:* or noun:verb; may be repeated
    #[arg(long = "scope", value_name = "SCOPE", default_value = "*")]
    scopes: Vec<String>,
    /// Only this instance, by its id; may be repeated
    #[arg(long = "instance", value_name = "ID")]
    instances: Vec<String>,
    /// Expiry, such as 2027-01-31T00:00:00Z
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
    /// With `admin:*`, the key may operate the whole server, in any tenant; needs --direct
    #[arg(long, requires = "direct")]
    operator: bool,
    #[command(flatten)]
    connection: Connection,
}

/// Options of `omni keys revoke`.
#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The key's id, from `omni keys list`
    id: String,
    #[command(flatten)]
    connection: Connection,
}

/// Through the running server, or directly on its database.
#[derive(Debug, Args)]
pub(crate) struct Connection {
    #[command(flatten)]
    remote: Remote,
    /// Use the database directly, without a key; the server must not be running
    #[arg(long)]
    direct: bool,
    /// Only this tenant, by its name or id; needs --direct
    #[arg(long, requires = "direct", value_name = "TENANT")]
    tenant: Option<String>,
}

impl Create {
    fn body(&self) -> Value {
        let mut body = json!({ "name": self.name, "scopes": self.scopes });
        if !self.instances.is_empty() {
            body["instanceIds"] = json!(self.instances);
        }
        if let Some(expires) = &self.expires {
            body["expiresAt"] = json!(expires);
        }
        body
    }
}

pub(crate) async fn run(
    file: Option<PathBuf>,
    keys: Keys,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    match keys {
        Keys::Create(options) => {
            let created = if options.connection.direct {
                direct::create(file, options).await?
            } else {
                Client::new(&options.connection.remote)?.post("/api-keys", &options.body()).await?
            };
            show_created(&created, as_json);
        }
        Keys::List(connection) => {
            let rows = if connection.direct {
                direct::list(file, connection.tenant).await?
            } else {
                Client::new(&connection.remote)?.list("/api-keys").await?
            };
            show_list(&rows, as_json);
        }
        Keys::Revoke(options) => {
            let revoked = if options.connection.direct {
                direct::revoke(file, &options.id, options.connection.tenant).await?
            } else {
                let client = Client::new(&options.connection.remote)?;
                client.delete(&format!("/api-keys/{}", options.id)).await?
            };
            if as_json {
                print_json(&revoked);
            } else {
                print_line(&format!("revoked {}", options.id));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show_created(created: &Value, as_json: bool) {
    if as_json {
        return print_json(created);
    }
    show_secret(&text_of(&created["key"]));
    eprint_line(&format!(
        "{} ({}) with the scopes {}. Save the key: it is shown only this once.",
        text_of(&created["name"]),
        text_of(&created["id"]),
        text_of(&created["scopes"])
    ));
}

/// Prints only the key to standard output, so that `$(omni keys create bot)` is the key.
pub(crate) fn show_secret(secret: &str) {
    print_line(&Style::stdout().good(secret));
}

fn show_list(rows: &[Value], as_json: bool) {
    if as_json {
        return print_json(&json!(rows));
    }
    let mut table = Table::new(&["ID", "NAME", "KEY", "STATUS", "SCOPES", "USES", "LAST USED"]);
    for row in rows {
        table.row(vec![
            text_of(&row["id"]),
            text_of(&row["name"]),
            text_of(&row["suffix"]),
            text_of(&row["status"]),
            text_of(&row["scopes"]),
            text_of(&row["usageCount"]),
            text_of(&row["lastUsedAt"]),
        ]);
    }
    table.print();
}
