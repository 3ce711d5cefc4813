//! `omni doctor`

mod database;
mod files;
mod machine;
mod network;

use crate::cli::settings;
use crate::exit::describe;
use crate::terminal::{Style, print_json, print_line};
use clap::Args;
use omni_server::config::{Config, LogLevel};
use omni_server::telemetry;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `omni doctor`.
#[derive(Debug, Args)]
#[command(after_help = "\
Checks the settings, the data and spool folders, the secret key, the database, the bus, the media
store, the clock, the limit of open files, what the kernel keeps from child processes, the connection
to WhatsApp and the port, and reports how to fix problems. It may run beside the server. Exit code 1
if something is broken.

Examples:
  omni doctor
  omni doctor --json | jq '.checks[] | select(.status != \"ok\")'")]
pub(crate) struct Doctor {}

/// The status of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Fine,
    /// Works, but needs attention.
    Doubtful,
    Broken,
}

/// A check and its result.
#[derive(Debug)]
pub(super) struct Finding {
    name: &'static str,
    status: Status,
    detail: String,
    mend: Option<String>,
}

impl Finding {
    fn fine(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, status: Status::Fine, detail: detail.into(), mend: None }
    }

    fn doubtful(name: &'static str, detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, status: Status::Doubtful, detail: detail.into(), mend: Some(mend.into()) }
    }

    fn broken(name: &'static str, detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, status: Status::Broken, detail: detail.into(), mend: Some(mend.into()) }
    }

    fn print(&self, style: Style) {
        let mark = match self.status {
            Status::Fine => style.good("✓"),
            Status::Doubtful => style.warn("!"),
            Status::Broken => style.bad("✗"),
        };
        print_line(&format!("{mark} {:<12} {}", self.name, self.detail));
        if let Some(mend) = &self.mend {
            print_line(&format!("  {:<12} {} {mend}", "", style.dim("→")));
        }
    }

    fn json(&self) -> Value {
        let status = match self.status {
            Status::Fine => "ok",
            Status::Doubtful => "warning",
            Status::Broken => "failed",
        };
        json!({ "name": self.name, "status": status, "detail": self.detail, "mend": self.mend })
    }
}

pub(crate) async fn run(file: Option<PathBuf>, as_json: bool) -> anyhow::Result<ExitCode> {
    let findings = match settings(file, Vec::new()) {
        Ok(config) => examine(&config).await,
        Err(error) => vec![Finding::broken(
            "settings",
            error.to_string(),
            "the manual is config.default.toml in the source folder crates/server",
        )],
    };
    let broken = findings.iter().filter(|finding| finding.status == Status::Broken).count();
    if as_json {
        let checks: Vec<Value> = findings.iter().map(Finding::json).collect();
        print_json(&json!({ "ok": broken == 0, "checks": checks }));
    } else {
        let style = Style::stdout();
        for finding in &findings {
            finding.print(style);
        }
        print_line(&match broken {
            0 => style.good("everything works"),
            1 => style.bad("one thing is broken"),
            n => style.bad(format_args!("{n} things are broken")),
        });
    }
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn examine(config: &Config) -> Vec<Finding> {
    // Shows causes that components log and do not return: warnings only.
    let mut log = config.log.clone();
    log.level = LogLevel::Warn;
    let _log = telemetry::start(&log);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut findings =
        vec![Finding::fine("settings", format!("{} environment", config.server.environment))];
    findings.push(files::data_dir(config));
    findings.push(files::spool_dir(config));
    findings.push(files::disks(config));
    findings.push(files::secret_key(config));
    findings.extend(database::check(config).await);
    findings.push(network::bus(config).await);
    findings.push(files::blobs(config).await);
    findings.push(machine::clock().await);
    findings.push(machine::open_files(config));
    findings.push(machine::child_processes());
    findings.push(network::whatsapp(config).await);
    findings.push(network::port(config).await);
    findings
}

/// An error as a detail.
fn cause(error: impl Into<anyhow::Error>) -> String {
    describe(&error.into())
}
