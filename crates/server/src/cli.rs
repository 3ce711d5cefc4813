//! The command line.

use crate::commands::{
    confine, doctor, entry_points, instances, keys, mcp, migrate, openapi, read_document, send,
    serve, tenants, users, webhooks,
};
use clap::{Args, Parser, Subcommand};
use omni_server::config::{Config, ConfigError, Flag, Sources};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  omni serve                            start the server; it prints the API key once
  omni doctor                           check the installation; report how to fix problems
  export OMNI_API_KEY=omni_sk_...       the commands below use the running server
  omni instances create support         create an instance for a WhatsApp number
  omni instances connect support        show its QR, wait until it is scanned
  omni send -i support +5511999998888 \"Hello\"

Exit codes: 0 ok, 1 general, 2 arguments or settings, 3 not permitted, 4 not found,
5 invalid value or state, 6 too many requests, 7 the server cannot be reached.";

/// A self-hosted messaging gateway: WhatsApp numbers, agents and people on one API.
#[derive(Debug, Parser)]
#[command(name = "omni", version, after_help = EXAMPLES, propagate_version = true)]
pub(crate) struct Cli {
    /// Settings file [default: ./omni.toml, if there is one]
    #[arg(
        long,
        global = true,
        env = "OMNI_CONFIG",
        value_name = "FILE",
        help_heading = "Global options"
    )]
    pub(crate) config: Option<PathBuf>,

    /// Print JSON, for scripts
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server
    Serve(serve::Serve),
    /// Run a demonstration without a phone: a simulated WhatsApp, a number, an agent that answers
    Demo(DemoOptions),
    /// Bring the database schema up to date
    Migrate(migrate::Migrate),
    /// Check this machine and the settings, and report how to fix problems
    Doctor(doctor::Doctor),
    /// Manage API keys
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Manage users, who sign in with a role
    #[command(subcommand)]
    Users(users::Users),
    /// Manage tenants, whose data is separate on one server
    #[command(subcommand)]
    Tenants(tenants::Tenants),
    /// Manage entry points, at which programs talk with agents
    #[command(subcommand)]
    EntryPoints(entry_points::EntryPoints),
    /// Manage instances, the linked numbers
    #[command(subcommand)]
    Instances(instances::Instances),
    /// Manage webhooks: where events are delivered, and deliveries
    #[command(subcommand)]
    Webhooks(webhooks::Webhooks),
    /// Send a message
    Send(send::Send),
    /// Print the API's OpenAPI document
    Openapi(openapi::Openapi),
    /// Serve the Model Context Protocol on standard input and output, for agents
    Mcp(mcp::Mcp),
    /// Read one document from standard input; the server starts this
    #[command(hide = true)]
    ReadDocument(read_document::ReadDocument),
    /// Run a program on a stranger's file, within limits; the server starts this
    #[command(hide = true)]
    Confine(confine::Confine),
    /// Run only the simulated networks, for tests and measurements
    #[command(hide = true)]
    Sandbox(SandboxOptions),
}

/// Options of `omni demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// Keep running afterwards, for curl [env: KEEP=1]
    #[arg(long)]
    pub(crate) keep: bool,
}

/// Options of `omni sandbox`.
#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    /// Port of the chat server; 0 lets the system choose
    #[arg(long, default_value_t = 0)]
    pub(crate) ws_port: u16,
    /// Port of the control interface; 0 lets the system choose
    #[arg(long, default_value_t = 0)]
    pub(crate) control_port: u16,
    /// Seed of the network's keys, which makes them the same at every start
    #[arg(long)]
    pub(crate) seed: Option<u64>,
}

/// The connection to the running server.
#[derive(Debug, Args)]
pub(crate) struct Remote {
    /// Address of the running server
    #[arg(long, env = "OMNI_URL", default_value = "http://127.0.0.1:8882", value_name = "URL")]
    pub(crate) url: String,
    /// API key
    #[arg(long, env = "OMNI_API_KEY", hide_env_values = true, value_name = "KEY")]
    pub(crate) key: Option<String>,
}

/// Reads the settings from the layers of this process.
pub(crate) fn settings(file: Option<PathBuf>, flags: Vec<Flag>) -> Result<Config, ConfigError> {
    Config::load(&Sources { flags, ..Sources::of_process(file) })
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    /// Otherwise a wrong declaration shows only when its own command is used.
    #[test]
    fn every_command_is_declared_well() {
        Cli::command().debug_assert();
    }
}
