//! `omni`: the server, and the commands to run and to use it.

mod cli;
mod client;
mod commands;
mod exit;
mod terminal;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    omni_server::memory::configure();
    let cli = cli::Cli::parse();
    let json = cli.json;
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => exit::report(&error, json),
    }
}
