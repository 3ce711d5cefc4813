//! `omni entry-points`

use crate::commands::direct::on_database;
use crate::commands::keys::show_secret;
use crate::commands::{tenants, users};
use crate::terminal::{Table, eprint_line, print_json, print_line, text_of};
use clap::{Args, Subcommand};
use omni_app::entity_tag::Precondition;
use omni_app::entry_points::{
    self, AttendantPatch, EntryPointDetails, EntryPointPatch, NewAttendant,
};
use omni_app::{App, Caller, Error, instances, keys};
use omni_domain::entry_point::{
    Attendant, AttendantOf, ENTRY_POINT, EntryPoint, prefixed, unprefixed,
};
use omni_domain::ids::{AttendantId, EntryPointId};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
These commands use the database directly; a server on the same data folder must be stopped.

Examples:
  omni entry-points create support                    prints the id that requests name
  omni entry-points attend support --instance bot     an instance of the channel `api`, with an agent
  omni entry-points attend support --user ann@example.com
                                                      a person, to whom no request is given
  omni entry-points key                               prints the account's key, and rejects the previous one
  omni --json entry-points list                       with the ids of attendants
  omni entry-points update 0194b2c0-... --available false
                                                      gives it no request until it is true again")]
pub(crate) enum EntryPoints {
    /// Create an entry point
    Create(Create),
    /// List the entry points with their attendants
    List(Of),
    /// Accept requests at an entry point again
    Activate(Named),
    /// Refuse requests at an entry point
    Deactivate(Named),
    /// Delete an entry point
    Delete(Named),
    /// Let the agent of an instance answer at an entry point, or add a person to it
    Attend(Attend),
    /// Change whether an attendant takes requests, how many, and in which order
    Update(Update),
    /// Remove an attendant
    Leave(Leave),
    /// Create the account's key, or replace it; it is shown only this once
    Key(Of),
}

/// The tenant to use.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The tenant's name or id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// Options of `omni entry-points create`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// A unique name
    name: String,
    #[command(flatten)]
    of: Of,
}

/// The entry point to use.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The entry point's name or id
    entry_point: String,
    #[command(flatten)]
    of: Of,
}

/// Options of `omni entry-points attend`.
#[derive(Debug, Args)]
pub(crate) struct Attend {
    #[command(flatten)]
    named: Named,
    /// The instance's name or id
    #[arg(long, required_unless_present = "user", conflicts_with = "user")]
    instance: Option<String>,
    /// Instead of an instance, a user's e-mail address or id
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    /// How many conversations may wait for it at once
    #[arg(long, value_name = "COUNT")]
    limit: Option<i32>,
    /// Lower ones are chosen first
    #[arg(long, default_value_t = 0)]
    position: i32,
}

/// Options of `omni entry-points update`. Only what is given changes.
#[derive(Debug, Args)]
pub(crate) struct Update {
    /// The attendant's id
    attendant: AttendantId,
    #[command(flatten)]
    of: Of,
    /// Whether it takes requests
    #[arg(long, value_name = "BOOL", required_unless_present_any = ["limit", "no_limit", "position"])]
    available: Option<bool>,
    /// How many conversations may wait for it at once
    #[arg(long, value_name = "COUNT", conflicts_with = "no_limit")]
    limit: Option<i32>,
    /// Any number of conversations may wait for it
    #[arg(long)]
    no_limit: bool,
    /// Lower ones are chosen first
    #[arg(long, allow_negative_numbers = true)]
    position: Option<i32>,
}

impl Update {
    fn patch(&self) -> AttendantPatch {
        AttendantPatch {
            is_available: self.available,
            max_conversations: if self.no_limit { Some(None) } else { self.limit.map(Some) },
            position: self.position,
        }
    }
}

/// Options of `omni entry-points leave`.
#[derive(Debug, Args)]
pub(crate) struct Leave {
    /// The attendant's id
    attendant: AttendantId,
    #[command(flatten)]
    of: Of,
}

pub(crate) async fn run(
    file: Option<PathBuf>,
    command: EntryPoints,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    match command {
        EntryPoints::Create(options) => create(file, options, as_json).await?,
        EntryPoints::List(of) => list(file, of, as_json).await?,
        EntryPoints::Activate(named) => switch(file, named, true, as_json).await?,
        EntryPoints::Deactivate(named) => switch(file, named, false, as_json).await?,
        EntryPoints::Delete(named) => delete(file, named, as_json).await?,
        EntryPoints::Attend(options) => attend(file, options, as_json).await?,
        EntryPoints::Update(options) => update(file, options, as_json).await?,
        EntryPoints::Leave(options) => leave(file, options, as_json).await?,
        EntryPoints::Key(of) => key(file, of, as_json).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A user who may read the data folder may do everything in each tenant.
async fn caller(app: &App, of: &Of) -> Result<Caller, Error> {
    Ok(Caller::system(tenants::find(app, &of.tenant).await?.id))
}

/// The caller, and the entry point of this id or name.
async fn find(app: &App, named: &Named) -> Result<(Caller, EntryPoint), Error> {
    let caller = caller(app, &named.of).await?;
    let all = entry_points::list(app, &caller).await?;
    let id = unprefixed(ENTRY_POINT, &named.entry_point).map(EntryPointId);
    let is_meant = |point: &EntryPoint| Some(point.id) == id || point.name == named.entry_point;
    let found = all.into_iter().find(is_meant);
    let found = found.ok_or_else(|| Error::not_found("entry point", &named.entry_point))?;
    Ok((caller, found))
}

async fn create(file: Option<PathBuf>, options: Create, as_json: bool) -> anyhow::Result<()> {
    let created = on_database(file, |app| async move {
        let caller = caller(&app, &options.of).await?;
        entry_points::create(&app, &caller, &options.name).await
    });
    show(&created.await?, as_json);
    Ok(())
}

async fn switch(
    file: Option<PathBuf>,
    named: Named,
    is_active: bool,
    as_json: bool,
) -> anyhow::Result<()> {
    let point = on_database(file, |app| async move {
        let (caller, point) = find(&app, &named).await?;
        let patch = EntryPointPatch { is_active: Some(is_active), ..EntryPointPatch::default() };
        let changed = entry_points::update(&app, &caller, point.id, patch).await?;
        Ok(changed.entry_point)
    });
    show(&point.await?, as_json);
    Ok(())
}

async fn delete(file: Option<PathBuf>, named: Named, as_json: bool) -> anyhow::Result<()> {
    let point = on_database(file, |app| async move {
        let (caller, point) = find(&app, &named).await?;
        entry_points::delete(&app, &caller, point.id, Precondition::None).await?;
        Ok(point)
    });
    let point = point.await?;
    if as_json {
        print_json(&json!({ "success": true, "id": id_of(&point) }));
    } else {
        print_line(&format!("deleted {}", point.name));
    }
    Ok(())
}

/// The agent of the instance, or else the user: exactly one of them is given.
async fn who(app: &App, caller: &Caller, options: &Attend) -> Result<AttendantOf, Error> {
    let Some(instance) = &options.instance else {
        let user = options.user.as_deref().unwrap_or_default();
        return Ok(AttendantOf::Person(users::find_stored(app, caller, user).await?.id));
    };
    let id = match instance.parse() {
        Ok(id) => id,
        Err(_) => instances::find_by_name(app, caller, instance).await?.instance.id,
    };
    Ok(AttendantOf::Agent(id))
}

async fn attend(file: Option<PathBuf>, options: Attend, as_json: bool) -> anyhow::Result<()> {
    let attendant = on_database(file, |app| async move {
        let (caller, point) = find(&app, &options.named).await?;
        let new = NewAttendant {
            of: who(&app, &caller, &options).await?,
            is_available: true,
            max_conversations: options.limit,
            position: options.position,
        };
        entry_points::add_attendant(&app, &caller, point.id, new).await
    });
    let attendant = attendant.await?;
    if as_json {
        print_json(&attendant_row(&attendant));
    } else {
        print_line(&format!("added {}", attendant.id));
    }
    Ok(())
}

async fn update(file: Option<PathBuf>, options: Update, as_json: bool) -> anyhow::Result<()> {
    let attendant = on_database(file, |app| async move {
        let caller = caller(&app, &options.of).await?;
        entry_points::update_attendant(&app, &caller, options.attendant, options.patch()).await
    });
    let attendant = attendant.await?;
    if as_json {
        print_json(&attendant_row(&attendant));
    } else {
        print_line(&format!("changed {}", attendant.id));
    }
    Ok(())
}

async fn leave(file: Option<PathBuf>, options: Leave, as_json: bool) -> anyhow::Result<()> {
    let id = options.attendant;
    on_database(file, |app| async move {
        let caller = caller(&app, &options.of).await?;
        entry_points::remove_attendant(&app, &caller, id).await
    })
    .await?;
    if as_json {
        print_json(&json!({ "success": true, "id": id }));
    } else {
        print_line(&format!("removed {id}"));
    }
    Ok(())
}

async fn key(file: Option<PathBuf>, of: Of, as_json: bool) -> anyhow::Result<()> {
    let rotated = on_database(file, |app| async move {
        let caller = caller(&app, &of).await?;
        keys::rotate_tenant_key(&app, &caller, &keys::Origin::default()).await
    });
    let rotated = rotated.await?;
    if as_json {
        print_json(&json!({ "key": rotated.secret, "id": rotated.key.id }));
        return Ok(());
    }
    show_secret(&rotated.secret);
    eprint_line(
        "Save the key: it is shown only this once. The previous one is rejected from now on.",
    );
    Ok(())
}

async fn list(file: Option<PathBuf>, of: Of, as_json: bool) -> anyhow::Result<()> {
    let found: Vec<EntryPointDetails> = on_database(file, |app| async move {
        let caller = caller(&app, &of).await?;
        let mut found = Vec::new();
        for point in entry_points::list(&app, &caller).await? {
            found.push(entry_points::get(&app, &caller, point.id).await?);
        }
        Ok(found)
    })
    .await?;
    let rows: Vec<Value> = found.iter().map(row).collect();
    if as_json {
        print_json(&json!(rows));
        return Ok(());
    }
    let mut table = Table::new(&["ID", "NAME", "ACTIVE", "ATTENDANTS"]);
    for (row, details) in rows.iter().zip(&found) {
        let mut cells: Vec<String> =
            ["id", "name", "active"].map(|name| text_of(&row[name])).to_vec();
        cells.push(details.attendants.len().to_string());
        table.row(cells);
    }
    table.print();
    Ok(())
}

fn show(point: &EntryPoint, as_json: bool) {
    if as_json {
        print_json(&point_row(point));
    } else {
        let state = if point.is_active { "active" } else { "not active" };
        print_line(&format!("{} ({}) is {state}", point.name, id_of(point)));
    }
}

fn id_of(point: &EntryPoint) -> String {
    prefixed(ENTRY_POINT, point.id.0)
}

fn point_row(point: &EntryPoint) -> Value {
    json!({ "id": id_of(point), "name": point.name, "active": point.is_active })
}

fn attendant_row(attendant: &Attendant) -> Value {
    let (kind, who) = match attendant.of {
        AttendantOf::Agent(instance) => ("agent", instance.0),
        AttendantOf::Person(user) => ("person", user.0),
    };
    json!({
        "id": attendant.id,
        "kind": kind,
        "of": who,
        "available": attendant.is_available,
        "maxConversations": attendant.max_conversations,
        "position": attendant.position,
    })
}

fn row(details: &EntryPointDetails) -> Value {
    let mut row = point_row(&details.entry_point);
    row["attendants"] = details.attendants.iter().map(attendant_row).collect();
    row
}

#[cfg(test)]
mod tests;
