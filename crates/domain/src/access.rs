//! Who may do what: scopes, and the caller of a use case.

use crate::ids::ParseError;
use crate::ids::{ApiKeyId, InstanceId, TenantId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A permission: `*`, `noun:*` or `noun:verb` (seed: Available Scopes).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

/// The nouns and verbs that a scope may name.
pub const KNOWN_SCOPES: &[&str] = &[
    "*",
    "instances:*",
    "instances:read",
    "instances:write",
    "instances:delete",
    "messages:*",
    "messages:send",
    "messages:read",
    "events:*",
    "events:read",
    "persons:*",
    "persons:read",
    "persons:write",
    "access:*",
    "access:read",
    "access:write",
    "settings:*",
    "settings:read",
    "settings:write",
    "admin:*",
];

impl Scope {
    /// Full access.
    pub fn all() -> Self {
        Self("*".to_owned())
    }

    /// Whether holding this scope permits `needed` (always `noun:verb` or `noun:*`).
    pub fn permits(&self, needed: &str) -> bool {
        if self.0 == "*" || self.0 == needed {
            return true;
        }
        let Some(noun) = self.0.strip_suffix(":*") else { return false };
        needed.split_once(':').is_some_and(|(wanted, _)| wanted == noun)
    }

    /// The scope's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Scope {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        if KNOWN_SCOPES.contains(&text) {
            return Ok(Self(text.to_owned()));
        }
        Err(ParseError::new("scope", text))
    }
}

impl TryFrom<String> for Scope {
    type Error = ParseError;
    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who is asking. Resolved once from any credential; every use case authorises against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Whose rows they see.
    pub tenant_id: TenantId,
    /// The key they came with; `None` for the server itself and its command line.
    pub key_id: Option<ApiKeyId>,
    /// What they may do.
    pub scopes: Vec<Scope>,
    /// The instances they may touch; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
}

impl Caller {
    /// The server itself, on behalf of a tenant.
    pub fn system(tenant_id: TenantId) -> Self {
        Self { tenant_id, key_id: None, scopes: vec![Scope::all()], instance_ids: None }
    }

    /// Whether any of the caller's scopes permits `needed`.
    pub fn may(&self, needed: &str) -> bool {
        self.scopes.iter().any(|scope| scope.permits(needed))
    }

    /// Whether the caller may touch this instance.
    pub fn may_see(&self, instance: InstanceId) -> bool {
        self.instance_ids.as_ref().is_none_or(|allowed| allowed.contains(&instance))
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn scopes_permit_exactly_what_they_name() {
        let of = |text: &str| text.parse::<Scope>().expect("known scope");
        assert!(of("*").permits("admin:*"));
        assert!(of("messages:*").permits("messages:send"));
        assert!(of("messages:send").permits("messages:send"));
        assert!(!of("messages:read").permits("messages:send"));
        assert!(!of("instances:read").permits("messages:read"));
        assert!("everything".parse::<Scope>().is_err());
    }
}
