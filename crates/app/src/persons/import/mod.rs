//! Persons from a table of comma-separated values, as the dashboard exports it.

mod plan;
mod row;
mod seen;
mod table;

use super::change;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Person;
use omni_domain::event::IdentityCreated;
use omni_domain::ids::PersonId;
use omni_domain::person_change::{PersonAction, PersonColumn, PersonValueChange};
use omni_storage::Tx;
use plan::{Plan, Stop};
use seen::Seen;
use table::Row;

/// Rows that are written in one transaction. On Postgres nothing is received meanwhile.
const CHUNK: usize = 50;

/// Whether an import writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// It only finds out what would be done.
    DryRun,
    /// It does it.
    Apply,
}

/// What is done with each row of a table, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The rows.
    pub rows: Vec<ImportedRow>,
}

/// A row of a table, and what is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// The line of the file in which it begins, from 1.
    pub line: u64,
    /// What is done.
    pub outcome: ImportOutcome,
}

/// What is done with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportOutcome {
    /// A person is created. A dry run gives them no id.
    Create {
        /// The new person.
        person_id: Option<PersonId>,
        /// Their name, number and e-mail address.
        changes: Vec<PersonValueChange>,
    },
    /// A person is changed.
    Update {
        /// The person.
        person_id: PersonId,
        /// What is changed of them.
        changes: Vec<PersonValueChange>,
    },
    /// A person is as the row has them already.
    Unchanged {
        /// The person.
        person_id: PersonId,
    },
    /// Nothing, for this reason, which names what to do.
    Error {
        /// The reason.
        reason: String,
    },
}

/// Creates and changes persons as the rows of `file` determine; a row that cannot be used is left out, and
/// reports why. A value that is empty leaves what is stored. A repeat changes nothing.
///
/// It may end in the middle, with all rows of the transactions before written.
pub async fn import(
    app: &App,
    caller: &Caller,
    file: &[u8],
    mode: ImportMode,
) -> Result<Import, Error> {
    authorization::require(caller, Scope::PersonsWrite)?;
    if caller.instance_ids.is_some() {
        return Err(Error::forbidden("this needs a key for all instances"));
    }
    let mut waiting = table::read(file, app.config.limits.import_rows)?.into_iter();
    let (mut seen, mut rows) = (Seen::default(), Vec::new());
    loop {
        let chunk: Vec<Row> = waiting.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(Import { rows });
        }
        let (next, done) = write(app, caller, mode, seen, chunk).await?;
        seen = next;
        rows.extend(done);
    }
}

/// Rows in one transaction. A dry run is in one, too: it sees what the writes before it did.
async fn write(
    app: &App,
    caller: &Caller,
    mode: ImportMode,
    mut seen: Seen,
    chunk: Vec<Row>,
) -> Result<(Seen, Vec<ImportedRow>), Error> {
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if mode == ImportMode::Apply {
                    change::begin(&inner, tx).await?;
                }
                let mut done = Vec::with_capacity(chunk.len());
                for row in chunk {
                    let line = row.line;
                    let outcome = match plan::plan(tx, &caller, &mut seen, row).await {
                        Ok(plan) => carry_out(&inner, tx, &caller, mode, plan).await?,
                        Err(Stop::Row(reason)) => ImportOutcome::Error { reason },
                        Err(Stop::Import(error)) => return Err(error),
                    };
                    done.push(ImportedRow { line, outcome });
                }
                Ok((seen, done))
            })
        })
        .await
}

async fn carry_out(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    mode: ImportMode,
    plan: Plan,
) -> Result<ImportOutcome, Error> {
    match plan {
        Plan::Keep(person_id) => Ok(ImportOutcome::Unchanged { person_id }),
        Plan::Create(changes) => {
            let person_id = match mode {
                ImportMode::DryRun => None,
                ImportMode::Apply => Some(create(app, tx, caller, &changes).await?),
            };
            Ok(ImportOutcome::Create { person_id, changes })
        }
        Plan::Change { person, changes } => {
            let person_id = person.id;
            if mode == ImportMode::Apply {
                let action = PersonAction::Import;
                change::set_values(app, tx, caller, action, *person, &changes).await?;
            }
            Ok(ImportOutcome::Update { person_id, changes })
        }
    }
}

async fn create(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    values: &[PersonValueChange],
) -> Result<PersonId, Error> {
    let now = app.env.now();
    let of = |column: PersonColumn| {
        let value = values.iter().find(|value| value.column == column);
        value.map(|value| value.after.clone())
    };
    let person = Person {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        display_name: of(PersonColumn::Name),
        primary_phone: of(PersonColumn::Phone),
        primary_email: of(PersonColumn::Email),
        avatar_url: None,
        metadata: serde_json::Map::new(),
        created_at: now,
        updated_at: now,
    };
    tx.insert_person(&person).await?;
    let body = IdentityCreated {
        person_id: person.id,
        display_name: person.display_name.clone(),
        primary_phone: person.primary_phone.clone(),
        primary_email: person.primary_email.clone(),
    };
    change::append(app, tx, &person, body);
    Ok(person.id)
}
