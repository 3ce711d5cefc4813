//! `omni tenants`

mod rows;

use crate::commands::direct::{all_pages, on_database, operator};
use crate::commands::keys::show_secret;
use crate::terminal::{Table, eprint_line, print_json, print_line, text_of};
use clap::{Args, Subcommand};
use omni_app::{App, Error, tenants};
use omni_domain::tenant::Tenant;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
These commands use the database directly; a server on the same data folder must be stopped.

Examples:
  omni tenants create acme              prints the key of its first administrator
  omni tenants list
  omni tenants suspend acme             keys are rejected, numbers disconnected, jobs wait
  omni tenants resume acme
  omni tenants delete acme              only a suspended one, with all its data")]
pub(crate) enum Tenants {
    /// Create a tenant; its first key is shown only this once
    Create(Create),
    /// List the tenants
    List,
    /// Suspend a tenant: reject its keys, disconnect its instances and hold its jobs
    Suspend(Named),
    /// End a suspension
    Resume(Named),
    /// Delete a suspended tenant and everything that belongs to it
    Delete(Named),
}

/// Options of `omni tenants create`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// A unique display name
    name: String,
}

/// The tenant to use.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The tenant's name or id
    tenant: String,
}

pub(crate) async fn run(
    file: Option<PathBuf>,
    command: Tenants,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    match command {
        Tenants::Create(options) => create(file, options.name, as_json).await?,
        Tenants::List => list(file, as_json).await?,
        Tenants::Suspend(named) => {
            let tenant = on_database(file, |app| async move {
                let id = find(&app, &named.tenant).await?.id;
                tenants::suspend(&app, &operator(), id).await
            });
            show_status(&tenant.await?, as_json);
        }
        Tenants::Resume(named) => {
            let tenant = on_database(file, |app| async move {
                let id = find(&app, &named.tenant).await?.id;
                tenants::resume(&app, &operator(), id).await
            });
            show_status(&tenant.await?, as_json);
        }
        Tenants::Delete(named) => delete(file, named.tenant, as_json).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The tenant of this id or name.
pub(crate) async fn find(app: &App, text: &str) -> Result<Tenant, Error> {
    match text.parse() {
        Ok(id) => tenants::get(app, &operator(), id).await,
        Err(_) => tenants::find_by_name(app, &operator(), text).await,
    }
}

async fn create(file: Option<PathBuf>, name: String, as_json: bool) -> anyhow::Result<()> {
    let created =
        on_database(file, |app| async move { tenants::create(&app, &operator(), &name).await });
    let created = created.await?;
    if as_json {
        print_json(&rows::created(&created));
        return Ok(());
    }
    show_secret(&created.key.secret);
    eprint_line(&format!(
        "{} ({}) is created. Save the key of its first administrator: it is shown only this once.",
        created.tenant.name, created.tenant.id
    ));
    Ok(())
}

async fn list(file: Option<PathBuf>, as_json: bool) -> anyhow::Result<()> {
    let found: Vec<Value> = on_database(file, |app| async move {
        let operator = operator();
        let tenants = all_pages(|request| tenants::list(&app, &operator, request)).await?;
        Ok(tenants.iter().map(rows::tenant).collect())
    })
    .await?;
    if as_json {
        print_json(&json!(found));
        return Ok(());
    }
    let mut table = Table::new(&["ID", "NAME", "STATUS", "CREATED"]);
    for row in &found {
        table.row(["id", "name", "status", "createdAt"].map(|name| text_of(&row[name])).to_vec());
    }
    table.print();
    Ok(())
}

async fn delete(file: Option<PathBuf>, text: String, as_json: bool) -> anyhow::Result<()> {
    let tenant = on_database(file, |app| async move {
        let tenant = find(&app, &text).await?;
        tenants::delete(&app, &operator(), tenant.id).await?;
        Ok(tenant)
    });
    let tenant = tenant.await?;
    if as_json {
        print_json(&json!({ "success": true, "id": tenant.id }));
    } else {
        print_line(&format!("deleted {}", tenant.name));
    }
    Ok(())
}

fn show_status(tenant: &Tenant, as_json: bool) {
    if as_json {
        print_json(&rows::tenant(tenant));
    } else {
        print_line(&format!("{} is {}", tenant.name, tenant.status));
    }
}
