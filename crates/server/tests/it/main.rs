//! The program as people start it. The stories over the simulated network need the feature
//! `sandbox`; `make test` has it on.

mod cli;
mod config;
mod documents;
#[cfg(feature = "sandbox")]
mod e2e;
mod program;
