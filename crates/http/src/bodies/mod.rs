//! Limits of request bodies: the bytes held, and the rate at which they arrive.

mod budget;
mod metered;

pub(crate) use budget::{BodyBudget, Charge};
pub(crate) use metered::MeteredBody;
