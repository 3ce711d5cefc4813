//! Who may do what: scopes, principals, and the caller of a use case.

mod caller;
mod principal;
mod role;
mod scope;

pub use caller::Caller;
pub use principal::Principal;
pub use role::Role;
pub use scope::Scope;
