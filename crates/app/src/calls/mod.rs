//! Calls to an instance's account: none can be taken here.

mod reject;

pub use reject::reject;
