//! The opaque tokens of sessions. They are stored as hashes only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The prefix of the token in a cookie.
pub const SESSION_PREFIX: &str = "omni_st_";
/// The prefix of refresh tokens.
const REFRESH_PREFIX: &str = "omni_rt_";
const RANDOM_BYTES: usize = 32;
/// 32 bytes in base64, without padding.
const RANDOM_CHARS: usize = 43;

/// The token of a browser's session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

/// The token with which a client gets its next access token. The first part stays the same as long as
/// the session lasts, and names it; the second is replaced by each use. A token with a valid first
/// part and another second one was issued before, and so was used by two clients.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken {
    family: String,
    current: String,
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken")
    }
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken")
    }
}

impl SessionToken {
    pub(crate) fn generate() -> Self {
        Self(format!("{SESSION_PREFIX}{}", random()))
    }

    /// Reads what a client sends; `None` for what cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        text.strip_prefix(SESSION_PREFIX).filter(|rest| is_random(rest))?;
        Some(Self(text.to_owned()))
    }

    /// The whole token.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl RefreshToken {
    pub(crate) fn generate() -> Self {
        Self { family: random(), current: random() }
    }

    /// The next token of the same session.
    pub(crate) fn next(&self) -> Self {
        Self { family: self.family.clone(), current: random() }
    }

    /// Reads what a client sends; `None` for what cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let (family, current) =
            text.strip_prefix(REFRESH_PREFIX)?.split_at_checked(RANDOM_CHARS)?;
        let is_valid = is_random(family) && is_random(current);
        is_valid.then(|| Self { family: family.to_owned(), current: current.to_owned() })
    }

    /// The whole token.
    pub fn expose(&self) -> String {
        format!("{REFRESH_PREFIX}{}{}", self.family, self.current)
    }

    /// The hash by which its session is found.
    pub(crate) fn family_hash(&self) -> String {
        hash_token(&self.family)
    }

    /// The hash that its next use replaces.
    pub(crate) fn current_hash(&self) -> String {
        hash_token(&self.current)
    }
}

/// The hash under which a token is stored and looked up. It has 256 random bits, so a slow hash
/// would add nothing but time to each request.
pub fn hash_token(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// The token that a browser's script sends beside the cookie of its session: another site's page
/// neither reads it nor can derive it.
pub fn csrf_token(session: &SessionToken) -> String {
    hash_token(&format!("csrf:{}", session.0))
}

/// Whether this is the session's CSRF token.
pub fn is_csrf_token(session: &SessionToken, text: &str) -> bool {
    csrf_token(session).as_bytes().ct_eq(text.as_bytes()).into()
}

fn random() -> String {
    let bytes: [u8; RANDOM_BYTES] = rand::random();
    URL_SAFE_NO_PAD.encode(bytes)
}

fn is_random(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() == RANDOM_CHARS && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::{RefreshToken, SessionToken, csrf_token, is_csrf_token};

    #[test]
    fn tokens_are_read_as_they_are_printed() {
        let session = SessionToken::generate();
        assert_eq!(SessionToken::parse(session.expose()), Some(session.clone()));
        let refresh = RefreshToken::generate();
        assert_eq!(RefreshToken::parse(&refresh.expose()), Some(refresh.clone()));
        for text in ["", "omni_st_", "omni_rt_", session.expose(), "omni_rt_ü", "omni_sk_x"] {
            assert_eq!(RefreshToken::parse(text), None, "{text}");
        }
        assert_eq!(SessionToken::parse(&refresh.expose()), None, "one is not used as the other");
    }

    #[test]
    fn the_next_refresh_token_names_the_same_session() {
        let first = RefreshToken::generate();
        let next = first.next();
        assert_eq!(first.family_hash(), next.family_hash());
        assert_ne!(first.current_hash(), next.current_hash());
    }

    #[test]
    fn a_csrf_token_belongs_to_one_session() {
        let (one, other) = (SessionToken::generate(), SessionToken::generate());
        assert!(is_csrf_token(&one, &csrf_token(&one)));
        assert!(!is_csrf_token(&one, &csrf_token(&other)) && !is_csrf_token(&one, ""));
    }
}
