//! The started program. The end-to-end tests over the simulated network need the feature `sandbox`,
//! which `make test` enables.

mod cli;
mod clocks;
mod config;
mod confine;
mod connections;
mod documents;
#[cfg(feature = "sandbox")]
mod e2e;
mod program;
