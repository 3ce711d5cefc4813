use crate::ids::{AccountTokenId, ApiKeyId, InstanceId, ParseError, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const SYSTEM: &str = "system";
const API_KEY: &str = "api_key";
const USER: &str = "user";
const ACCOUNT_TOKEN: &str = "account_token";

/// Who acts: the name in audits, rate limits and `changed_by`.
///
/// Printed and stored as `system`, `api_key:<id>`, `user:<id>` and
/// `account_token:<id>:<instance id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Principal {
    /// The server itself, and its command line.
    System,
    /// An API key.
    ApiKey(ApiKeyId),
    /// A person with a login.
    User(UserId),
    /// A token that stands for one connected account.
    AccountToken {
        /// The token.
        id: AccountTokenId,
        /// The account it stands for.
        instance: InstanceId,
    },
}

impl Principal {
    /// The API key, if it is one.
    pub const fn api_key(self) -> Option<ApiKeyId> {
        match self {
            Self::ApiKey(id) => Some(id),
            Self::System | Self::User(_) | Self::AccountToken { .. } => None,
        }
    }

    /// The user, if it is one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(id) => Some(id),
            Self::System | Self::ApiKey(_) | Self::AccountToken { .. } => None,
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str(SYSTEM),
            Self::ApiKey(id) => write!(f, "{API_KEY}:{id}"),
            Self::User(id) => write!(f, "{USER}:{id}"),
            Self::AccountToken { id, instance } => write!(f, "{ACCOUNT_TOKEN}:{id}:{instance}"),
        }
    }
}

impl FromStr for Principal {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let invalid = |_| ParseError::new("Principal", text);
        match text.split_once(':') {
            None if text == SYSTEM => Ok(Self::System),
            Some((API_KEY, id)) => id.parse().map(Self::ApiKey).map_err(invalid),
            Some((USER, id)) => id.parse().map(Self::User).map_err(invalid),
            Some((ACCOUNT_TOKEN, ids)) => {
                let unknown = || ParseError::new("Principal", text);
                let (id, instance) = ids.split_once(':').ok_or_else(unknown)?;
                Ok(Self::AccountToken {
                    id: id.parse().map_err(invalid)?,
                    instance: instance.parse().map_err(invalid)?,
                })
            }
            _ => Err(ParseError::new("Principal", text)),
        }
    }
}

impl TryFrom<String> for Principal {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<Principal> for String {
    fn from(principal: Principal) -> Self {
        principal.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Principal;
    use crate::ids::{AccountTokenId, ApiKeyId, InstanceId, UserId};
    use uuid::Uuid;

    #[test]
    fn every_principal_is_read_as_it_is_printed() {
        let id = Uuid::from_u128;
        for (principal, text) in [
            (Principal::System, "system"),
            (Principal::ApiKey(ApiKeyId(id(1))), "api_key:00000000-0000-0000-0000-000000000001"),
            (Principal::User(UserId(id(2))), "user:00000000-0000-0000-0000-000000000002"),
            (
                Principal::AccountToken { id: AccountTokenId(id(3)), instance: InstanceId(id(4)) },
                "account_token:00000000-0000-0000-0000-000000000003:\
                 00000000-0000-0000-0000-000000000004",
            ),
        ] {
            assert_eq!(principal.to_string(), text);
            assert_eq!(text.parse(), Ok(principal));
        }
        for text in ["", "root", "system:1", "api_key", "api_key:x", "account_token:1"] {
            assert!(text.parse::<Principal>().is_err(), "{text}");
        }
    }
}
