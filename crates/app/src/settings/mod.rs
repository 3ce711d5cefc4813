//! Settings of a tenant: typed, catalogued, secrets sealed.
//!
//! Nothing here is cached: a setting is read whenever it is needed, so a change holds at once, on
//! every node.

mod address;
mod catalog;
mod change;
mod delete;
mod get;
mod history;
mod list;
mod prices;
mod set;
mod snapshot;
mod value;

pub use catalog::{Known, known};
pub use change::Changed;
pub use delete::delete;
pub use get::get;
pub use history::history;
pub use list::list;
pub use omni_storage::SettingChange;
pub(crate) use prices::Prices;
pub use set::{set, set_many};
pub(crate) use snapshot::Snapshot;
pub use value::{MASK, SettingView, ValueType};

use crate::error::{Error, Field};
use crate::secrets::Purpose;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::TenantId;

/// Settings of a tenant at most; a bound against a client in a loop.
const MAX_SETTINGS: usize = 1000;
const MAX_KEY_CHARS: usize = 120;
/// Names that the server keeps for itself; no caller sees or sets them.
const RESERVED: &[&str] = &["secrets.", "onboarding."];

pub(crate) fn is_reserved(key: &str) -> bool {
    RESERVED.iter().any(|prefix| key.starts_with(prefix))
}

/// Settings belong to every instance: a key that is limited to some may read them only.
fn require_write(caller: &Caller) -> Result<(), Error> {
    crate::authorization::require(caller, Scope::SettingsWrite)?;
    if caller.instance_ids.is_some() {
        return Err(Error::forbidden(
            "a key limited to instances cannot change what all of them share",
        ));
    }
    Ok(())
}

fn check_key(key: &str) -> Result<(), Error> {
    let well_formed = (1..=MAX_KEY_CHARS).contains(&key.len())
        && key.starts_with(|first: char| first.is_ascii_alphanumeric())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if !well_formed {
        return Err(Error::invalid(
            Field::SettingKey,
            "a setting's name has 1 to 120 letters, digits, dots, hyphens and underscores, such \
             as `media.default_language`",
        ));
    }
    if is_reserved(key) {
        return Err(Error::invalid(
            Field::SettingKey,
            "this name is the server's own; choose another",
        ));
    }
    Ok(())
}

/// What a secret setting is sealed for. `address` is what is set as the address that it is sent to,
/// if it is sent to one that can be set; the default has no text of its own, because a later
/// version may have another.
fn purpose(tenant: TenantId, key: &str, address: Option<&str>) -> Purpose {
    let owner = format!("settings/{tenant}/{key}");
    match catalog::known(key).and_then(|known| known.sent_to) {
        Some(_) => Purpose::sent_to(owner, address.unwrap_or_default()),
        None => Purpose::kept(owner),
    }
}
