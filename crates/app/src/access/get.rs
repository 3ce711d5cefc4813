use super::load;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::AccessRuleId;
use omni_domain::rules::AccessRule;

/// A rule.
pub async fn get(app: &App, caller: &Caller, id: AccessRuleId) -> Result<AccessRule, Error> {
    authorization::require(caller, Scope::AccessRead)?;
    load(app, caller, id).await
}
