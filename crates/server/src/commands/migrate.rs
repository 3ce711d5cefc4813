//! `omni migrate`

use crate::cli::settings;
use crate::terminal::{print_json, print_line};
use clap::Args;
use omni_server::wiring;
use omni_storage::{StorageError, Store};
use serde_json::json;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `omni migrate`.
#[derive(Debug, Args)]
#[command(after_help = "\
`omni serve` does this automatically; the command is for doing it beforehand, as another database
user, or for checking whether it is needed.

Examples:
  omni migrate            apply the missing migrations
  omni migrate --check    only list them; exit code 1 if there are any, or if the schema is
                          newer than this program or was altered")]
pub(crate) struct Migrate {
    /// Only list missing migrations; exit code 1 if there are any
    #[arg(long)]
    check: bool,
}

/// The steps that are missing. A schema that this program must not use is an error.
async fn pending(store: &Store) -> anyhow::Result<Vec<String>> {
    let state = store.schema_state().await?;
    match state.problem() {
        Some(problem) => Err(StorageError::Schema(problem).into()),
        None => Ok(state.missing),
    }
}

pub(crate) async fn run(
    file: Option<PathBuf>,
    options: Migrate,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let config = settings(file, Vec::new())?;
    if config.database.url.get().is_none() {
        DirBuilder::new().recursive(true).mode(0o700).create(&config.data.dir)?;
    }
    let store = wiring::open_store(&config).await?;
    let steps = if options.check { pending(&store).await } else { Ok(store.migrate().await?) };
    store.close().await;
    let steps = steps?;
    let (member, done) =
        if options.check { ("pending", "missing") } else { ("applied", "applied") };
    if as_json {
        print_json(&json!({ "database": config.database_label(), member: steps }));
    } else if steps.is_empty() {
        print_line(&format!("{}: the schema is up to date", config.database_label()));
    } else {
        print_line(&format!("{}: {done} {}", config.database_label(), steps.join(", ")));
    }
    let behind = options.check && !steps.is_empty();
    Ok(if behind { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
