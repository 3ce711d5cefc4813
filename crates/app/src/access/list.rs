use super::is_visible;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::rules::{AccessRule, RuleType};

/// Which rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct RuleQuery {
    /// Only those for this instance.
    pub instance_id: Option<InstanceId>,
    /// Only of this type.
    pub rule_type: Option<RuleType>,
}

/// The rules the caller may see, in the order in which they are evaluated.
pub async fn list(app: &App, caller: &Caller, query: RuleQuery) -> Result<Vec<AccessRule>, Error> {
    authorization::require(caller, Scope::AccessRead)?;
    if let Some(instance) = query.instance_id {
        authorization::require_instance(caller, instance)?;
    }
    let mut rules = app.store.list_access_rules(caller.tenant_id).await?;
    rules.retain(|rule| {
        is_visible(caller, rule)
            && query.instance_id.is_none_or(|wanted| rule.instance_id == Some(wanted))
            && query.rule_type.is_none_or(|wanted| rule.rule_type == wanted)
    });
    Ok(rules)
}
