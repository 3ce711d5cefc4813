//! The table `webhook_deliveries`.

mod delete;
mod filter;
mod give_up;
mod hasten;
mod insert;
mod list;
mod read;
mod replay;
mod table;

pub use filter::DeliveryFilter;
pub use replay::Replay;
pub(crate) use table::ALL;
