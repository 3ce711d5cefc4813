//! Storing a file that is to be sent in the blob store, as a stream.

mod bytes_of;
mod collect;
mod copy;
mod decode;
mod discard;
mod fit;
mod keep;
mod media_type;
mod open;
mod read_through;
mod store;

pub(crate) use bytes_of::bytes_of;
pub(super) use copy::copy;
pub(crate) use discard::discard;
pub(super) use read_through::read_through;
pub(crate) use store::store;
