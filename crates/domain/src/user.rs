//! Users: persons who sign in, and their sessions.

use crate::access::Role;
use crate::clock::Timestamp;
use crate::ids::{ParseError, SigningKeyId, TenantId, UserId, UserSessionId};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Longest e-mail address, bytes (RFC 5321, 4.5.3.1.3).
const EMAIL_BYTES: usize = 254;
/// Longest part before the `@`, bytes.
const LOCAL_BYTES: usize = 64;

/// An e-mail address as users are identified by it: trimmed and in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`.
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// The part behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Email {
    type Err = ParseError;

    /// Accepts what mail systems deliver to in practice, without quoted local parts.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let address = text.trim().to_lowercase();
        let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control();
        let is_valid = address.len() <= EMAIL_BYTES
            && address.chars().all(is_plain)
            && address.split_once('@').is_some_and(|(local, domain)| {
                (1..=LOCAL_BYTES).contains(&local.len())
                    && !domain.contains('@')
                    && !domain.contains(['<', '>', '"', ',', ';', ':'])
                    && !local.contains(['<', '>', '"', ',', ';', ':'])
                    && domain.split('.').all(|label| !label.is_empty())
            });
        if is_valid { Ok(Self(address)) } else { Err(ParseError::new("e-mail address", text)) }
    }
}

impl TryFrom<String> for Email {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

text_enum! {
    /// Whether a user may sign in.
    pub enum UserStatus {
        /// They may.
        Active = "active",
        /// They may not, and their sessions have ended.
        Disabled = "disabled",
    }
}

/// A user. What proves who they are is a [`UserSecrets`], which is read only to check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Internal id.
    pub id: UserId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Unique on the server: it is all that a sign-in names.
    pub email: Email,
    /// Name, for people.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may, with `admin:*`, operate the server as a whole.
    pub is_operator: bool,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// Their password was set by another: until they change it they may do nothing else.
    pub must_change_password: bool,
    /// Whether a sign-in needs a one-time code.
    pub has_totp: bool,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change of these members.
    pub updated_at: Timestamp,
    /// Last sign-in.
    pub last_sign_in_at: Option<Timestamp>,
}

/// What proves who a user is.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct UserSecrets {
    /// The password's hash, in PHC form; `None` for a user who signs in elsewhere.
    pub password_hash: Option<String>,
    /// The secret of their one-time codes, sealed.
    pub totp_sealed: Option<String>,
    /// Whether they have shown that they have that secret. Until then sign-ins do not need it.
    pub totp_confirmed: bool,
    /// The latest time step whose code was used: no code is accepted twice.
    pub totp_step: i64,
    /// SHA-256 of the recovery codes that are left, lower-case hex.
    pub recovery_hashes: Vec<String>,
    /// Their subject at the OpenID provider, since they first signed in there: an address that the
    /// provider gives to another person later does not give them this user.
    pub oidc_subject: Option<String>,
}

impl fmt::Debug for UserSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserSecrets")
            .field("totp_confirmed", &self.totp_confirmed)
            .finish_non_exhaustive()
    }
}

text_enum! {
    /// How a client carries its sign-in.
    pub enum SessionKind {
        /// A cookie, for browsers.
        Cookie = "cookie",
        /// A short-lived access token, and a refresh token for the next.
        Bearer = "bearer",
    }
}

/// A sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSession {
    /// Internal id.
    pub id: UserSessionId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The user.
    pub user_id: UserId,
    /// How the client carries it.
    pub kind: SessionKind,
    /// SHA-256 of the part of its token that never changes, lower-case hex. The token has 256
    /// random bits, so a slow hash would add nothing.
    pub token_hash: String,
    /// SHA-256 of the part that each use of a refresh token replaces.
    pub refresh_hash: Option<String>,
    /// Time of the sign-in.
    pub created_at: Timestamp,
    /// Last use, to the minute.
    pub used_at: Timestamp,
    /// The end of it, however much it is used.
    pub expires_at: Timestamp,
    /// Its origin.
    pub ip: Option<String>,
    /// The client, as it calls itself.
    pub user_agent: Option<String>,
}

/// A key that signs access tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Internal id; the `kid` of what it signs.
    pub id: SigningKeyId,
    /// The private key, sealed.
    pub sealed: String,
    /// Creation time.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn addresses_that_differ_in_case_are_the_same_user() {
        let one: Email = "  Ann.Lee@Example.COM ".parse().expect("valid");
        assert_eq!(one.as_str(), "ann.lee@example.com");
        assert_eq!((one.local(), one.domain()), ("ann.lee", "example.com"));
        assert_eq!("admin@localhost".parse::<Email>().expect("valid").domain(), "localhost");
        assert_eq!("Ünal@exämple.de".parse::<Email>().expect("valid").as_str(), "ünal@exämple.de");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}", "b.".repeat(130));
        for text in [
            "",
            "@",
            "ann",
            "ann@",
            "@example.com",
            "a@b@c",
            "a b@c.de",
            "a@b..c",
            "a@.b",
            "a\n@b.c",
            &long,
            &longer,
            "A <a@b.c>",
            "a,b@c.de",
        ] {
            assert!(text.parse::<Email>().is_err(), "{text}");
        }
    }
}
