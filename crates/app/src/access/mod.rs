//! Who may talk to the agents: access rules, and the check against them.

mod cache;
mod check;
mod create;
mod delete;
mod get;
mod list;
mod of_message;
mod requests;
mod update;

pub use cache::{RuleCache, follow};
pub use check::{Judged, Verdict, check, decide_for};
pub use create::create;
pub use delete::delete;
pub use get::get;
pub use list::{RuleQuery, list};
pub use of_message::decide_for_message;
pub use requests::{CheckAccess, CriteriaInput, NewRule, RulePatch};
pub use update::update;

use crate::app::App;
use crate::authorization;
use crate::entity_tag::EntityTag;
use crate::error::{Error, Field, Message};
use omni_domain::access::Caller;
use omni_domain::event::{AccessRuleChanged, Event, RuleChange, RuleSnapshot};
use omni_domain::ids::{AccessRuleId, InstanceId};
use omni_domain::rules::AccessRule;

/// Whether a caller may see a rule: a key limited to instances, only those for them.
fn is_visible(caller: &Caller, rule: &AccessRule) -> bool {
    rule.instance_id.map_or(caller.instance_ids.is_none(), |instance| caller.may_see(instance))
}

/// The state of a rule.
pub fn tag(rule: &AccessRule) -> EntityTag {
    EntityTag::of(rule)
}

/// A rule the caller may see.
async fn load(app: &App, caller: &Caller, id: AccessRuleId) -> Result<AccessRule, Error> {
    app.store
        .find_access_rule(caller.tenant_id, id)
        .await?
        .filter(|rule| is_visible(caller, rule))
        .ok_or_else(|| Error::not_found("access rule", id))
}

/// Refuses a rule for what the caller may not touch, or for an instance that does not exist.
async fn check_instance(
    app: &App,
    caller: &Caller,
    instance: Option<InstanceId>,
) -> Result<(), Error> {
    let Some(id) = instance else {
        if caller.instance_ids.is_none() {
            return Ok(());
        }
        return Err(Error::forbidden(
            Message::from("a key limited to instances can only create rules for them: give an ")
                .field(Field::RuleInstance),
        ));
    };
    authorization::require_instance(caller, id)?;
    let found = app.store.find_instance(caller.tenant_id, id).await?;
    found.map(drop).ok_or_else(|| Error::not_found("instance", id))
}

/// The event of a changed rule, by which every node drops the rules it has cached.
fn changed(app: &App, caller: &Caller, action: RuleChange, rule: &AccessRule) -> Event {
    let body = AccessRuleChanged {
        rule_id: rule.id,
        action,
        rule: RuleSnapshot::from(rule),
        changed_by: caller.principal.api_key(),
    };
    let mut event = Event::new(app.env.id(), rule.tenant_id, body, app.env.now());
    event.instance_id = rule.instance_id;
    event.person_id = rule.criteria.person_id;
    event
}
