//! End-to-end tests over the sandbox network, with the started program.

mod ai_layers;
mod batches;
mod calls;
mod chats;
mod cluster;
mod communities;
mod crash;
mod documents;
mod faults;
mod groups;
mod harness;
mod kinds;
mod many;
mod messages;
mod newsletters;
mod order;
mod pacing;
mod pairing;
mod passkey;
mod profiles;
mod proxies;
mod status_posts;
mod syncs;
mod turns;
mod webhooks;
