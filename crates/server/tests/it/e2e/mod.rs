//! End-to-end tests over the sandbox network, with the started program.

mod batches;
mod chats;
mod calls;
mod cluster;
mod crash;
mod documents;
mod faults;
mod groups;
mod harness;
mod many;
mod messages;
mod order;
mod pacing;
mod pairing;
mod passkey;
mod profiles;
mod proxies;
mod syncs;
mod turns;
mod webhooks;
