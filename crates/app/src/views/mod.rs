//! Views of the inbox that users keep: filters with a name. Only users have them, not keys.

mod change;
mod list;

pub use change::{NewView, ViewPatch, create, delete, update};
pub use list::list;

use crate::entity_tag::EntityTag;
use crate::error::Error;
use omni_domain::access::{Caller, Principal};
use omni_domain::ids::UserId;
use omni_domain::saved_view::SavedView;

/// The state of a view.
pub fn tag(view: &SavedView) -> EntityTag {
    EntityTag::of(view)
}

/// The user who makes the request.
fn user(caller: &Caller) -> Result<UserId, Error> {
    match caller.principal {
        Principal::User(id) => Ok(id),
        Principal::System | Principal::ApiKey(_) | Principal::AccountToken { .. } => {
            let why = "views belong to users, and a key is none; sign in to keep and list views";
            Err(Error::forbidden(why))
        }
    }
}
