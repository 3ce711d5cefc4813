use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::persons::{ImportMode, ImportOutcome, ImportedRow};
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_domain::ids::PersonId;
use omni_domain::person_change::PersonValueChange;
use omni_http::{ApiQuery, Auth, CsvBody, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportPersonsQuery {
    /// Only report what would be done.
    #[param(default = false)]
    dry_run: bool,
}

/// What was done with each row, or would be done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonsImportView {
    /// Nothing was written.
    dry_run: bool,
    /// Persons that were created.
    created: usize,
    /// Persons that were changed.
    updated: usize,
    /// Persons that were as in the file already.
    unchanged: usize,
    /// Rows that were left out.
    failed: usize,
    /// Each row, in the order of the file.
    rows: Vec<PersonsImportRowView>,
}

/// What was done with a row.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PersonsImportRowView {
    /// The line of the file in which it begins; the first is 1.
    #[schema(example = 2)]
    line: u64,
    /// `create`, `update`, `unchanged`, or `error`: it was left out.
    #[schema(example = "update")]
    outcome: &'static str,
    /// The person; null for an error, and for one that a dry run would create.
    person_id: Option<Uuid>,
    /// The values that were set.
    changes: Vec<PersonValueChangeView>,
    /// Why it was left out, and what to do.
    #[schema(example = "it has the phone number of line 2; keep one of the two")]
    reason: Option<String>,
}

/// A value of a person that was set.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PersonValueChangeView {
    /// `name`, `phone` or `email`.
    #[schema(example = "name")]
    column: &'static str,
    before: Option<String>,
    after: String,
}

impl PersonsImportView {
    fn new(mode: ImportMode, rows: Vec<ImportedRow>) -> Self {
        let rows: Vec<_> = rows.into_iter().map(PersonsImportRowView::from).collect();
        let count = |outcome: &str| rows.iter().filter(|row| row.outcome == outcome).count();
        Self {
            dry_run: mode == ImportMode::DryRun,
            created: count("create"),
            updated: count("update"),
            unchanged: count("unchanged"),
            failed: count("error"),
            rows,
        }
    }
}

impl From<ImportedRow> for PersonsImportRowView {
    fn from(row: ImportedRow) -> Self {
        let (outcome, person, changes, reason) = match row.outcome {
            ImportOutcome::Create { person_id, changes } => ("create", person_id, changes, None),
            ImportOutcome::Update { person_id, changes } => {
                ("update", Some(person_id), changes, None)
            }
            ImportOutcome::Unchanged { person_id } => {
                ("unchanged", Some(person_id), Vec::new(), None)
            }
            ImportOutcome::Error { reason } => ("error", None, Vec::new(), Some(reason)),
        };
        Self {
            line: row.line,
            outcome,
            person_id: person.map(PersonId::uuid),
            changes: changes.into_iter().map(PersonValueChangeView::from).collect(),
            reason,
        }
    }
}

impl From<PersonValueChange> for PersonValueChangeView {
    fn from(change: PersonValueChange) -> Self {
        Self { column: change.column.as_str(), before: change.before, after: change.after }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::PersonsWrite).with_files();

/// Import persons
///
/// Creates and changes persons as the rows of a table determine. Its columns are those of the dashboard's
/// export, in any order: `id`, `name`, `phone`, `email`, `created`, `updated`, separated by commas,
/// semicolons or tabs, in UTF-8. The last two are not read. A row is about the person with its id; without
/// an id, about the one who has its phone number, also as an account's; else about the one who has its
/// e-mail address and no number; else it creates a person. An empty value leaves what is stored. A row
/// that cannot be used is left out, and the others are imported: send the corrected file again, since a
/// repeat changes nothing. Needs a key for all instances.
#[utoipa::path(
    post,
    path = "/persons/import",
    tag = "persons",
    params(ImportPersonsQuery),
    request_body(
        content = String,
        content_type = "text/csv",
        description = "The table; its first line names the columns.",
        example = "name,phone,email\nAnn,+15550002222,ann@example.org\n"
    ),
    responses((status = 200, body = PersonsImportView))
)]
pub(crate) async fn import_persons(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<ImportPersonsQuery>,
    CsvBody(file): CsvBody,
) -> Reply<PersonsImportView> {
    let mode = if query.dry_run { ImportMode::DryRun } else { ImportMode::Apply };
    let done = persons::import(&app, &caller, &file, mode).await?;
    Ok(Json(PersonsImportView::new(mode, done.rows)))
}
