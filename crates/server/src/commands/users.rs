//! `omni users`

mod direct;
mod remote;

pub(crate) use direct::find as find_stored;

use crate::cli::Remote;
use crate::commands::keys::show_secret;
use crate::exit::{Exit, Failure};
use crate::terminal::{Table, eprint_line, print_json, print_line, text_of};
use clap::{Args, Subcommand};
use omni_domain::access::Role;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  omni users create ann@example.com --name \"Ann Lee\" --role agent   prints a password
  omni users list
  omni users reset-password ann@example.com                         prints another password
  omni users disable ann@example.com                                ends all sessions
  omni users reset-password admin@localhost --direct                when no one can sign in")]
pub(crate) enum Users {
    /// Create a user; the generated password is shown only this once
    Create(Create),
    /// List the users
    List(Connection),
    /// Generate another password, shown only this once, and end all sessions of a user
    ResetPassword(Reset),
    /// Disable a user and end all sessions
    Disable(Named),
    /// Let a user sign in again
    Enable(Named),
}

/// Options of `omni users create`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The e-mail address to sign in with
    email: String,
    /// A display name; the part of the address before the @ if absent
    #[arg(long)]
    name: Option<String>,
    /// owner, admin, agent or viewer
    #[arg(long, default_value = "agent", value_parser = role)]
    role: Role,
    /// With the role owner or admin, the user may operate the whole server
    #[arg(long)]
    operator: bool,
    #[command(flatten)]
    connection: Connection,
}

/// The user to use.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The user's e-mail address or id
    user: String,
    #[command(flatten)]
    connection: Connection,
}

/// Options of `omni users reset-password`.
#[derive(Debug, Args)]
pub(crate) struct Reset {
    #[command(flatten)]
    named: Named,
    /// Sign in without a one-time code again, for a user who has lost its device
    #[arg(long)]
    remove_totp: bool,
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

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| "the roles are owner, admin, agent and viewer".to_owned())
}

/// The name of a user without one.
fn name(email: &str) -> String {
    email.split('@').next().unwrap_or_default().to_owned()
}

/// The id of the user with this address or id, among these.
fn find<'a>(rows: &'a [Value], text: &str) -> anyhow::Result<&'a str> {
    let email = text.trim().to_lowercase();
    let found = rows.iter().find(|row| row["email"] == email || row["id"] == text.trim());
    let id = found.and_then(|row| row["id"].as_str());
    id.ok_or_else(|| Failure::new(Exit::NotFound, format!("there is no user `{text}`")).into())
}

pub(crate) async fn run(
    file: Option<PathBuf>,
    users: Users,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    match users {
        Users::Create(options) => {
            let is_direct = options.connection.direct;
            let created = if is_direct {
                direct::create(file, options).await?
            } else {
                remote::create(&options).await?
            };
            show_password(&created, "is created", as_json);
        }
        Users::List(connection) => {
            let rows = if connection.direct {
                direct::list(file, connection.tenant).await?
            } else {
                remote::list(&connection.remote).await?
            };
            show_list(&rows, as_json);
        }
        Users::ResetPassword(options) => {
            let is_direct = options.named.connection.direct;
            let reset = if is_direct {
                direct::reset_password(file, options.named, options.remove_totp).await?
            } else {
                remote::reset_password(&options.named, options.remove_totp).await?
            };
            show_password(&reset, "has another password", as_json);
        }
        Users::Disable(named) => set_enabled(file, named, false, as_json).await?,
        Users::Enable(named) => set_enabled(file, named, true, as_json).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn set_enabled(
    file: Option<PathBuf>,
    named: Named,
    is_enabled: bool,
    as_json: bool,
) -> anyhow::Result<()> {
    let user = if named.connection.direct {
        direct::set_enabled(file, named, is_enabled).await?
    } else {
        remote::set_enabled(&named, is_enabled).await?
    };
    if as_json {
        print_json(&user);
    } else {
        print_line(&format!("{} is {}", text_of(&user["email"]), text_of(&user["status"])));
    }
    Ok(())
}

/// Prints only the password to standard output.
fn show_password(row: &Value, what: &str, as_json: bool) {
    if as_json {
        return print_json(row);
    }
    show_secret(&text_of(&row["password"]));
    let user = &row["user"];
    eprint_line(&format!(
        "{} ({}) {what}, with the role {}. Save the password: it is shown only this once, and must be \
         changed at the next sign-in.",
        text_of(&user["email"]),
        text_of(&user["id"]),
        text_of(&user["role"])
    ));
}

fn show_list(rows: &[Value], as_json: bool) {
    if as_json {
        return print_json(&json!(rows));
    }
    let mut table = Table::new(&["ID", "EMAIL", "NAME", "ROLE", "STATUS", "TOTP", "LAST SIGN-IN"]);
    let columns = ["id", "email", "name", "role", "status", "hasTotp", "lastSignInAt"];
    for row in rows {
        table.row(columns.map(|name| text_of(&row[name])).to_vec());
    }
    table.print();
}

#[cfg(test)]
mod tests {
    use super::find;
    use serde_json::json;

    #[test]
    fn a_user_is_named_by_address_or_id() {
        let rows = [json!({ "id": "1", "email": "ann@example.com" })];
        assert_eq!(find(&rows, " Ann@Example.com ").expect("found"), "1");
        assert_eq!(find(&rows, "1").expect("found"), "1");
        assert!(find(&rows, "bo@example.com").is_err());
    }
}
