//! Names of callers, for the people who read later what they did.

use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Principal};

/// The caller's name, where they have one.
pub(crate) async fn name(app: &App, caller: &Caller) -> Result<Option<String>, Error> {
    Ok(match caller.principal {
        Principal::User(id) => {
            app.store.find_user(caller.tenant_id, id).await?.map(|user| user.name)
        }
        Principal::ApiKey(id) => {
            app.store.find_key(caller.tenant_id, id).await?.map(|key| key.name)
        }
        Principal::System | Principal::AccountToken { .. } => None,
    })
}
