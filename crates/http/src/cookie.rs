//! The cookie of a user's session, and what protects it from requests of other sites.

use crate::ApiError;
use crate::edge::{RequestInfo, names_this_machine};
use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, Uri};
use omni_app::authentication::{SessionToken, is_csrf_token};
use std::sync::Arc;
use std::time::Duration;

/// The cookie's name.
const NAME: &str = "omni_session";
/// Its name if it is `Secure`: browsers accept this prefix only from the host itself, over TLS, so
/// that neither another host of the domain nor a plain connection can set it.
const SECURE_NAME: &str = "__Host-omni_session";
/// The header that a page's script sends with each change.
const CSRF_HEADER: &str = "x-csrf-token";

/// When the session's cookie is sent over TLS only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CookieSecurity {
    /// Except to a browser on this machine that uses its loopback address.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never: for a server without TLS on a network that is trusted.
    Never,
}

/// Writes the session's cookie of a response.
#[derive(Debug, Clone, Copy)]
pub struct SessionCookie {
    is_secure: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for SessionCookie {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let info = parts.extensions.get::<Arc<RequestInfo>>().ok_or_else(ApiError::internal)?;
        let is_here = || info.is_local() && names_this_machine(&parts.uri, &parts.headers);
        let is_secure = match info.shared.options.cookie_security {
            CookieSecurity::Auto => !is_here(),
            CookieSecurity::Always => true,
            CookieSecurity::Never => false,
        };
        Ok(Self { is_secure })
    }
}

impl SessionCookie {
    /// The value of `Set-Cookie` for a new session.
    pub fn set(self, token: &SessionToken, max_age: Duration) -> Option<HeaderValue> {
        self.value(token.expose(), max_age.as_secs())
    }

    /// The value of `Set-Cookie` that removes it.
    pub fn clear(self) -> Option<HeaderValue> {
        self.value("", 0)
    }

    /// The value of `Set-Cookie` for a sign-in that continues elsewhere. The provider sends the browser
    /// back by a link, with which `SameSite=Lax` lets the cookie pass.
    pub fn set_flow(self, sealed: &str, max_age: Duration) -> Option<HeaderValue> {
        let names = (SECURE_FLOW_NAME, FLOW_NAME);
        self.named(names, sealed, max_age.as_secs())
    }

    /// The value of `Set-Cookie` that removes it.
    pub fn clear_flow(self) -> Option<HeaderValue> {
        self.set_flow("", Duration::ZERO)
    }

    fn value(self, token: &str, max_age: u64) -> Option<HeaderValue> {
        self.named((SECURE_NAME, NAME), token, max_age)
    }

    /// A cookie that is named by whether it is secure.
    fn named(self, names: (&str, &str), value: &str, max_age: u64) -> Option<HeaderValue> {
        let (name, secure) = if self.is_secure { (names.0, "; Secure") } else { (names.1, "") };
        let text =
            format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).ok()
    }
}

/// The cookie that a browser keeps while its user is at the sign-in provider.
const FLOW_NAME: &str = "omni_sign_in";
/// As [`SECURE_NAME`]: another host of the domain cannot make a browser finish its sign-in.
const SECURE_FLOW_NAME: &str = "__Host-omni_sign_in";

/// The value of the sign-in's cookie in a request.
#[derive(Clone)]
pub struct SignInFlow(pub Option<String>);

impl std::fmt::Debug for SignInFlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInFlow")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignInFlow {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let cookie = SessionCookie::from_request_parts(parts, state).await?;
        let name = if cookie.is_secure { SECURE_FLOW_NAME } else { FLOW_NAME };
        Ok(Self(named_cookie(parts, name)))
    }
}

/// The session's token of a request, if it has the cookie. Refuses a request that another site's page
/// may have made the browser send.
pub(crate) fn session_token(parts: &Parts) -> Result<Option<String>, ApiError> {
    let Some(text) = cookie(parts) else { return Ok(None) };
    check_origin(parts)?;
    if !parts.method.is_safe() {
        check_csrf(parts, &text)?;
    }
    Ok(Some(text))
}

fn cookie(parts: &Parts) -> Option<String> {
    named_cookie(parts, SECURE_NAME).or_else(|| named_cookie(parts, NAME))
}

/// The cookie of this name; `None` if it is empty.
fn named_cookie(parts: &Parts, name: &str) -> Option<String> {
    let lines = parts.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|pair| pair.0 == name).map(|pair| pair.1.to_owned());
    found.filter(|value| !value.is_empty())
}

fn check_csrf(parts: &Parts, session: &str) -> Result<(), ApiError> {
    // What is no token at all is refused later, as every unknown session.
    let Some(session) = SessionToken::parse(session) else { return Ok(()) };
    let sent = parts.headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
    if sent.is_some_and(|sent| is_csrf_token(&session, sent.trim())) {
        return Ok(());
    }
    Err(forbidden(
        "a change with the session's cookie needs the session's CSRF token in the header \
         x-csrf-token, as the sign-in returned it",
    ))
}

/// Browsers send `Origin` with each change and each WebSocket. Programs without it have no cookies of
/// others.
fn check_origin(parts: &Parts) -> Result<(), ApiError> {
    let Some(origin) = parts.headers.get(ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().unwrap_or_default();
    if is_own(parts, origin) || is_allowed(parts, origin) {
        return Ok(());
    }
    Err(forbidden(
        "the session's cookie is accepted from this server's own pages only; add the origin to \
         server.cors_origins if it is yours",
    ))
}

/// Whether a page of this origin was loaded from the host that the request is for.
fn is_own(parts: &Parts, origin: &str) -> bool {
    let page = origin.split_once("://").map(|(_, host)| host);
    let header = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = header.or_else(|| parts.uri.authority().map(Authority::as_str));
    matches!((page, host), (Some(page), Some(host)) if page.eq_ignore_ascii_case(host))
}

fn is_allowed(parts: &Parts, origin: &str) -> bool {
    let Some(info) = parts.extensions.get::<Arc<RequestInfo>>() else { return false };
    let public = info.shared.app.as_ref().and_then(|app| origin_of(app.public_url()));
    let listed = info.shared.options.cors_origins.iter();
    listed.map(String::as_str).chain(public.as_deref()).any(|one| one.eq_ignore_ascii_case(origin))
}

/// `https://omni.example.com` of `https://omni.example.com/path`.
fn origin_of(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

fn forbidden(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, "FORBIDDEN", message)
}

#[cfg(test)]
mod tests {
    use super::{SessionCookie, origin_of, session_token};
    use axum::http::request::Parts;
    use axum::http::{Method, Request, StatusCode};
    use omni_app::authentication::{SessionToken, csrf_token};
    use std::time::Duration;

    fn token() -> SessionToken {
        SessionToken::parse(&format!("omni_st_{}", "a".repeat(43))).expect("well formed")
    }

    fn parts(method: Method, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).header("host", "omni.example.com");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).expect("a request").into_parts().0
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let (one, other) = ("omni_session=a; x=y", "x=y;__Host-omni_session=b; omni_session=c");
        let of = |text| session_token(&parts(Method::GET, &[("cookie", text)])).expect("read");
        assert_eq!(of(one).as_deref(), Some("a"));
        assert_eq!(of(other).as_deref(), Some("b"), "only this host can have set it");
        assert_eq!(of("omni_session="), None);
        assert_eq!(of("xomni_session=a"), None);
    }

    #[test]
    fn changes_need_the_token_of_the_same_session() {
        let cookie = format!("omni_session={}", token().expose());
        let right = csrf_token(&token());
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let with = |csrf: &str| {
                let headers = [("cookie", cookie.as_str()), ("x-csrf-token", csrf)];
                session_token(&parts(method.clone(), &headers))
            };
            assert!(with(&right).is_ok(), "{method}");
            assert_eq!(with("guessed").expect_err("wrong").status, StatusCode::FORBIDDEN);
            let without = session_token(&parts(method, &[("cookie", &cookie)]));
            assert_eq!(without.expect_err("none").status, StatusCode::FORBIDDEN);
        }
        let read = session_token(&parts(Method::GET, &[("cookie", &cookie)]));
        assert_eq!(read.expect("a reading").as_deref(), Some(token().expose()));
    }

    #[test]
    fn pages_of_other_origins_are_refused() {
        let cookie = format!("omni_session={}", token().expose());
        let from = |origin: &str| {
            let headers = [("cookie", cookie.as_str()), ("origin", origin)];
            session_token(&parts(Method::GET, &headers)).is_ok()
        };
        assert!(from("https://omni.example.com") && from("https://OMNI.example.com"));
        for origin in [
            "https://evil.example",
            "null",
            "",
            "https://omni.example.com.evil.example",
            "https://example.com",
        ] {
            assert!(!from(origin), "{origin}");
        }
        let no_cookie = parts(Method::POST, &[("origin", "https://evil.example")]);
        assert_eq!(session_token(&no_cookie).expect("no cookie"), None);
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let text = |cookie: SessionCookie| {
            let value = cookie.set(&token(), Duration::from_mins(1)).expect("a header");
            value.to_str().expect("text").to_owned()
        };
        let secure = text(SessionCookie { is_secure: true });
        assert_eq!(
            secure,
            format!(
                "__Host-omni_session={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
                token().expose()
            )
        );
        assert!(!text(SessionCookie { is_secure: false }).contains("Secure"));
        let flow = SessionCookie { is_secure: true }.set_flow("sealed", Duration::from_mins(10));
        assert_eq!(
            flow.expect("a header").to_str().expect("text"),
            "__Host-omni_sign_in=sealed; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure"
        );
        let cleared = SessionCookie { is_secure: true }.clear().expect("a header");
        assert!(
            cleared.to_str().expect("text").starts_with("__Host-omni_session=; Path=/; Max-Age=0")
        );
    }

    #[test]
    fn the_origin_of_a_url_has_no_path() {
        assert_eq!(origin_of("https://a.example:8/b").as_deref(), Some("https://a.example:8"));
        assert_eq!(origin_of(""), None);
    }
}
