//! What sessions hear becomes rows: dedup, chat, contact, identity, message, event and jobs in
//! one transaction, acknowledged to the network only after the commit.

mod cache;
mod chats;
mod contacts;
mod group;
mod ingestor;
mod messages;
mod people;
mod receipts;
mod updates;

pub use ingestor::{Ingestor, run};
