//! The store's behaviour, each described once and run on both engines.

mod agents;
mod bodies;
mod contacts;
mod durability;
mod events;
mod fixtures;
mod harness;
mod instances;
mod jobs;
mod keys;
mod leases;
mod merging;
mod messages;
mod paging;
mod persons;
mod providers;
mod retention;
mod schema;
mod search;
mod sends;
mod state;
mod syncs;
mod tenants;
mod turns;
mod unreadable;
mod writer;
