//! The server: settings, wiring, lifecycle, telemetry. Only this crate names concrete channels,
//! buses and blob stores. The commands of the binary `omni` use it; so do tests and the demo, which
//! start the same server in their own process.
#![warn(missing_docs)]

mod clock;
pub mod config;
pub mod data_dir;
pub mod memory;
pub mod open_files;
pub mod seal;
pub mod secret_key;
mod spool;
pub mod telemetry;
pub mod wiring;

mod ops;
mod running;

pub use running::{AdminOrigin, KeyOrigin, Overrides, Running, start};

/// The server's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
