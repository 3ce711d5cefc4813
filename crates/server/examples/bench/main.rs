//! `make bench`: the figures that the project promises, each beside its target.
//!
//! Real parts only: the release binary as a child process, the sandbox network (Noise, Signal) in
//! this one, loopback sockets between them. Each figure is the median of several runs.
//! `cargo run --release --example bench -- [--runs N] [--only NAME] [--json]`
#![expect(clippy::print_stdout, reason = "the table is the program's result")]

mod archive;
mod arrivals;
mod deletion;
mod entry_points;
mod figures;
mod gateway;
mod groups;
mod http_load;
mod measures;
mod nodes;
mod pipeline;
mod process;
mod reads;
mod rules;
mod setup;
mod sockets;
mod webhooks;

use anyhow::Result;
use clap::Parser;
use figures::Figures;

/// What to measure.
#[derive(Debug, Parser)]
struct Options {
    /// Runs per figure; the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Only measures whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// One JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    /// The binary to measure.
    #[arg(long)]
    omni: std::path::PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    // Fails only if a provider is already installed, which is sufficient.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let options = Options::parse();
    let mut figures = Figures::new(options.json);
    let usual = measures::ALL.iter().map(|measure| (measure, options.runs));
    let long = measures::LONG.iter().map(|measure| (measure, 1));
    for (measure, runs) in usual.chain(long) {
        if options.only.as_ref().is_some_and(|only| !measure.name.contains(only.as_str())) {
            continue;
        }
        for run in 0..runs {
            eprintln!("{} ({}/{runs})", measure.name, run + 1);
            (measure.run)(options.omni.clone(), &mut figures).await?;
        }
    }
    figures.print();
    Ok(())
}
