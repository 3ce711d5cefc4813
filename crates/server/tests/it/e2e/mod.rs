//! End-to-end tests over the sandbox network, with the started program.

mod batches;
mod cluster;
mod crash;
mod documents;
mod faults;
mod groups;
mod harness;
mod kinds;
mod many;
mod messages;
mod order;
mod pairing;
mod profiles;
mod syncs;
mod turns;
mod webhooks;
