//! One command per file.

pub(crate) mod confine;
#[cfg(feature = "sandbox")]
mod demo;
pub(crate) mod direct;
pub(crate) mod doctor;
pub(crate) mod entry_points;
pub(crate) mod instances;
pub(crate) mod keys;
pub(crate) mod mcp;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod read_document;
#[cfg(feature = "sandbox")]
mod sandbox;
pub(crate) mod send;
pub(crate) mod serve;
#[cfg(feature = "sandbox")]
mod simulated;
pub(crate) mod tenants;
pub(crate) mod users;
pub(crate) mod webhooks;

use crate::cli::{Cli, Command};
use crate::exit::{Exit, Failure};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::runtime;

/// SQLite and the sockets have their own threads; these are for files and name resolution.
const BLOCKING_THREADS: usize = 8;

/// The program that runs, as others can run it: also after its file was replaced by a newer one.
pub(crate) fn itself() -> Option<PathBuf> {
    const RUNNING: &str = "/proc/self/exe";
    if Path::new(RUNNING).exists() {
        return Some(PathBuf::from(RUNNING));
    }
    std::env::current_exe().ok()
}

/// Runs a command.
pub(crate) fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let Cli { config, json, command } = cli;
    match command {
        Command::Serve(options) => on_all_cores(serve::run(config, options, json)),
        Command::Demo(options) => run_demo(&options),
        Command::Migrate(options) => on_one_core(migrate::run(config, options, json)),
        Command::Doctor(doctor::Doctor {}) => on_one_core(doctor::run(config, json)),
        Command::Keys(keys) => on_one_core(keys::run(config, keys, json)),
        Command::Users(users) => on_one_core(users::run(config, users, json)),
        Command::Tenants(tenants) => on_one_core(tenants::run(config, tenants, json)),
        Command::EntryPoints(points) => on_one_core(entry_points::run(config, points, json)),
        Command::Instances(instances) => on_one_core(instances::run(instances, json)),
        Command::Webhooks(webhooks) => on_one_core(webhooks::run(webhooks, json)),
        Command::Send(send) => on_one_core(send::run(send, json)),
        Command::Openapi(options) => openapi::run(&options),
        Command::Mcp(options) => on_one_core(mcp::run(options)),
        Command::ReadDocument(options) => read_document::run(&options),
        Command::Confine(options) => confine::run(&options),
        Command::Sandbox(options) => run_sandbox(&options),
    }
}

#[cfg(feature = "sandbox")]
fn run_demo(options: &crate::cli::DemoOptions) -> anyhow::Result<ExitCode> {
    on_all_cores(demo::run(options.keep))
}

#[cfg(feature = "sandbox")]
fn run_sandbox(options: &crate::cli::SandboxOptions) -> anyhow::Result<ExitCode> {
    on_all_cores(sandbox::run(options))
}

#[cfg(not(feature = "sandbox"))]
fn run_demo(options: &crate::cli::DemoOptions) -> anyhow::Result<ExitCode> {
    let keep = if options.keep { " KEEP=1" } else { "" };
    Err(without_sandbox(&format!("make demo{keep}")))
}

#[cfg(not(feature = "sandbox"))]
fn run_sandbox(_options: &crate::cli::SandboxOptions) -> anyhow::Result<ExitCode> {
    Err(without_sandbox("cargo run --features sandbox -- sandbox"))
}

/// A build with the sandbox cannot verify WhatsApp's certificates, so it is never used in
/// production.
#[cfg_attr(feature = "sandbox", expect(dead_code, reason = "this build contains the networks"))]
fn without_sandbox(instead: &str) -> anyhow::Error {
    let message = format!(
        "this production build does not contain the simulated networks; in the source folder, run: {instead}"
    );
    Failure::new(Exit::General, message).into()
}

fn on_all_cores(
    command: impl Future<Output = anyhow::Result<ExitCode>>,
) -> anyhow::Result<ExitCode> {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let mut builder = runtime::Builder::new_multi_thread();
    block_on(builder.worker_threads(cores), command)
}

fn on_one_core(
    command: impl Future<Output = anyhow::Result<ExitCode>>,
) -> anyhow::Result<ExitCode> {
    block_on(&mut runtime::Builder::new_current_thread(), command)
}

fn block_on(
    builder: &mut runtime::Builder,
    command: impl Future<Output = anyhow::Result<ExitCode>>,
) -> anyhow::Result<ExitCode> {
    builder.enable_all().max_blocking_threads(BLOCKING_THREADS).build()?.block_on(command)
}
