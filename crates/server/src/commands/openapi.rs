//! `omni openapi`

use crate::terminal::{eprint_line, print_line};
use anyhow::Context as _;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `omni openapi`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  omni openapi > openapi.json
  omni openapi --output docs/openapi.json

A running server has the same document at /api/v2/openapi.json.")]
pub(crate) struct Openapi {
    /// Write it to a file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(options: &Openapi) -> anyhow::Result<ExitCode> {
    let document = serde_json::to_string_pretty(&omni_api_omni::openapi())?;
    match &options.output {
        None => print_line(&document),
        Some(path) => {
            let written = std::fs::write(path, format!("{document}\n"));
            written.with_context(|| format!("{} cannot be written", path.display()))?;
            eprint_line(&format!("wrote {}", path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
