//! What a caller may do. Every use case checks here first.

use crate::error::{Error, Hint, Message};
use omni_domain::access::{Caller, Principal, Role, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::key::ApiKey;

/// Refuses a caller without the scope.
pub fn require(caller: &Caller, scope: Scope) -> Result<(), Error> {
    if caller.may(scope) {
        return Ok(());
    }
    if caller.scopes.is_empty() && matches!(caller.principal, Principal::User(_)) {
        let message = Message::from("your password was set by another");
        return Err(Error::forbidden(message.hint(Hint::ChangePassword)));
    }
    Err(Error::forbidden(format!("this needs a key with the scope `{scope}`")))
}

/// Refuses a caller whose own rights are less than those of a user with this role.
pub fn require_role(caller: &Caller, role: Role, is_operator: bool) -> Result<(), Error> {
    if let Some(scope) = role.scopes().iter().find(|scope| !caller.may(**scope)) {
        return Err(Error::forbidden(format!(
            "the role `{role}` includes `{scope}`, which you may not do yourself"
        )));
    }
    if is_operator && !caller.is_operator {
        return Err(Error::forbidden(
            "this user may operate the whole server, and you may not yourself",
        ));
    }
    Ok(())
}

/// Refuses a caller that is limited to other instances.
pub fn require_instance(caller: &Caller, instance: InstanceId) -> Result<(), Error> {
    if caller.may_see(instance) {
        return Ok(());
    }
    Err(Error::forbidden("this key is limited to other instances"))
}

/// Whether a caller may see what links a phone to an instance: a QR or a pairing code.
pub fn may_link(caller: &Caller) -> bool {
    caller.may(Scope::InstancesWrite)
}

/// Refuses a caller that is limited to instances, because the request concerns all of them.
pub fn require_all_instances(caller: &Caller, refusal: &'static str) -> Result<(), Error> {
    if caller.instance_ids.is_none() {
        return Ok(());
    }
    Err(Error::forbidden(refusal))
}

/// Refuses a caller that may not operate the whole server: it is shared by all tenants and all
/// instances, so that neither the administrators of one tenant nor a key limited to some instances
/// suffice.
pub fn require_server(caller: &Caller) -> Result<(), Error> {
    require(caller, Scope::Admin)?;
    if !caller.is_operator {
        return Err(Error::forbidden("this needs a key that may operate the whole server"));
    }
    require_all_instances(caller, "a key limited to instances cannot operate the whole server")
}

/// Whether every instance that a key is for is one that the caller may access.
pub fn may_reach(caller: &Caller, key: &ApiKey) -> bool {
    match (&caller.instance_ids, &key.instance_ids) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(_), Some(ids)) => ids.iter().all(|id| caller.may_see(*id)),
    }
}

/// Refuses a caller whose own rights are less than this key's.
pub fn require_within(caller: &Caller, key: &ApiKey) -> Result<(), Error> {
    if let Some(scope) = key.scopes.iter().find(|scope| !caller.may(**scope)) {
        return Err(Error::forbidden(format!("this key holds `{scope}`, and your own does not")));
    }
    if key.is_operator && !caller.is_operator {
        return Err(Error::forbidden(
            "this key may operate the whole server, and your own may not",
        ));
    }
    if may_reach(caller, key) {
        return Ok(());
    }
    Err(Error::forbidden("this key may touch instances that your own may not"))
}

#[cfg(test)]
mod tests {
    use super::{require, require_server};
    use omni_domain::access::{Caller, Principal, Scope};
    use omni_domain::ids::{ApiKeyId, TenantId};
    use uuid::Uuid;

    fn key(scopes: Vec<Scope>, is_operator: bool) -> Caller {
        let principal = Principal::ApiKey(ApiKeyId(Uuid::nil()));
        Caller { principal, scopes, is_operator, ..Caller::system(TenantId::DEFAULT) }
    }

    #[test]
    fn operating_the_server_needs_the_right_and_the_scope() {
        assert!(require_server(&key(vec![Scope::Full], true)).is_ok());
        assert!(require_server(&key(vec![Scope::Full], false)).is_err());
        assert!(require_server(&key(vec![Scope::Messages], true)).is_err());
        let other =
            Caller { tenant_id: TenantId(Uuid::from_u128(7)), ..key(vec![Scope::Admin], true) };
        assert!(require_server(&other).is_ok(), "whatever its tenant");
        let limited = Caller { instance_ids: Some(Vec::new()), ..key(vec![Scope::Admin], true) };
        assert!(require_server(&limited).is_err(), "the server is of all instances");
        assert!(require(&limited, Scope::MessagesRead).is_err());
    }
}
