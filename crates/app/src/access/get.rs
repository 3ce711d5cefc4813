use super::load;
use crate::app::App;
use crate::error::Error;
use crate::keys;
use omni_domain::access::Caller;
use omni_domain::ids::AccessRuleId;
use omni_domain::rules::AccessRule;

/// A rule.
pub async fn get(app: &App, caller: &Caller, id: AccessRuleId) -> Result<AccessRule, Error> {
    keys::require(caller, "access:read")?;
    load(app, caller, id).await
}
