//! What sessions receive becomes rows: dedup, chat, contact, identity, message, event and jobs in
//! one transaction, acknowledged to the network only after the commit.

mod answers;
mod cache;
mod calls;
mod chats;
mod contacts;
mod direct;
mod effects;
mod group;
mod group_notices;
mod ingestor;
mod keeps;
mod messages;
mod outcomes;
mod own_deletions;
mod people;
mod pins;
mod readdress;
mod receipts;
mod reports;
mod request;
mod state;
mod updates;

pub(crate) use direct::{accept_in, roll_back};
pub use ingestor::{Ingestor, run};
pub(crate) use readdress::readdress;
pub(crate) use reports::apply as apply_reports;
pub use reports::tidy as tidy_reports;
pub use request::ingest;
