use super::{Principal, Scope};
use crate::ids::{InstanceId, TenantId, UserSessionId};

/// Who makes a request. Resolved once from a credential; every use case authorises it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The tenant whose rows they see.
    pub tenant_id: TenantId,
    /// Who it is.
    pub principal: Principal,
    /// What they may do.
    pub scopes: Vec<Scope>,
    /// The instances they may access; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Whether their principal holds the right to operate the server as a whole: its services,
    /// its log, its other tenants. It adds to `admin:*` and does not replace it.
    pub is_operator: bool,
    /// The sign-in of a user; `None` for every other principal.
    pub session: Option<UserSessionId>,
}

impl Caller {
    /// The server itself, on behalf of a tenant.
    pub fn system(tenant_id: TenantId) -> Self {
        Self {
            tenant_id,
            principal: Principal::System,
            scopes: vec![Scope::Full],
            instance_ids: None,
            is_operator: true,
            session: None,
        }
    }

    /// Whether any of the caller's scopes permits `needed`.
    pub fn may(&self, needed: Scope) -> bool {
        self.scopes.iter().any(|scope| scope.permits(needed))
    }

    /// Whether the caller may access this instance.
    pub fn may_see(&self, instance: InstanceId) -> bool {
        self.instance_ids.as_ref().is_none_or(|allowed| allowed.contains(&instance))
    }
}
