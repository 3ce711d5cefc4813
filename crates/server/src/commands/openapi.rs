//! `omni openapi`

use crate::terminal::{eprint_line, print_line};
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use omni_http::openapi::SpecVersion;
use std::path::PathBuf;
use std::process::ExitCode;

/// The APIs of this server.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Api {
    /// Omni v2, with its layer for v1
    #[default]
    Omni,
    /// Wapzi
    Wapzi,
    /// The Personal WhatsApp Gateway, always in 3.0
    Gateway,
}

/// Options of `omni openapi`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  omni openapi > openapi.json
  omni openapi --output docs/openapi.json
  omni openapi --spec 3.0 > openapi-3.0.json       for tools that do not support 3.1
  omni openapi --dialect wapzi --output docs/openapi-wapzi.json
  omni openapi --dialect gateway --output docs/openapi-gateway.json

A running server has the same document at /api/v2/openapi.json.")]
pub(crate) struct Openapi {
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Version of the OpenAPI specification: 3.0 or 3.1
    #[arg(long, value_name = "VERSION", default_value_t)]
    spec: SpecVersion,
    /// Which API
    #[arg(long, value_enum, default_value_t)]
    dialect: Api,
}

pub(crate) fn run(options: &Openapi) -> anyhow::Result<ExitCode> {
    let document = match options.dialect {
        Api::Omni => options.spec.write(&omni_api_omni::openapi())?,
        Api::Wapzi => options.spec.write(&omni_api_wapzi::openapi())?,
        Api::Gateway => omni_api_gateway::document(),
    };
    let document = serde_json::to_string_pretty(&document)?;
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
