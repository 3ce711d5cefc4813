//! Who may connect.

use super::handshake::{Admitted, Handshake};
use super::session::MAX_ACCOUNTS;
use crate::account::AccountId;
use crate::accounts::require_account;
use crate::dialect;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, StatusCode};
use omni_app::authentication::{ACCOUNT_TOKEN_PREFIX, Credential};
use omni_app::{App, authorization};
use omni_domain::access::{Principal, Scope};
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, authenticate, key_or_session};
use serde::Deserialize;
use socketioxide::extract::{SocketRef, TryData};
use std::fmt;

/// What a client sends in the handshake, all of it optional.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Auth {
    /// The credential, unless it is in the header `Authorization`.
    token: Option<String>,
    /// Which accounts to follow; that of an account's own token is followed in any case.
    account_id: Option<Accounts>,
    /// Resume after this number, which an event arrived with.
    since: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Accounts {
    One(AccountId),
    Several(Vec<AccountId>),
}

/// Why a client is refused; its text is the body that a route would answer with.
#[derive(Debug)]
pub(super) struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks the credential, and that it may read the accounts.
pub(super) async fn admit(
    app: App,
    socket: SocketRef,
    TryData(auth): TryData<Option<Auth>>,
) -> Result<(), Refusal> {
    let Some(handshake) = Handshake::of(&socket) else {
        return Err(Refusal(dialect::body(&ApiError::internal(), "").to_string()));
    };
    let auth = auth.map(Option::unwrap_or_default).map_err(|error| {
        ApiError::invalid("auth", format!("expected {{token, account_id, since}}: {error}"))
    });
    let admitted = match auth {
        Ok(_) if !handshake.begin() => Err(used()),
        Ok(auth) => check(&app, &handshake, socket.req_parts(), auth).await,
        Err(error) => Err(error),
    };
    match admitted {
        Ok(admitted) => {
            let _ = handshake.admitted.set(admitted);
            Ok(())
        }
        Err(error) => Err(Refusal(dialect::body(&error, handshake.info.id()).to_string())),
    }
}

fn used() -> ApiError {
    let text = "this connection was used already; open another one";
    ApiError::new(StatusCode::CONFLICT, "CONFLICT", text)
}

async fn check(
    app: &App,
    handshake: &Handshake,
    parts: &Parts,
    auth: Auth,
) -> Result<Admitted, ApiError> {
    let credential = match auth.token.as_deref() {
        Some(token) => in_message(token)?,
        None => in_request(parts)?,
    };
    let credential = credential
        .ok_or_else(|| ApiError::unauthorized("a token is needed: send it as `auth.token`"))?;
    let caller = authenticate(app, &handshake.info, &credential).await?;
    authorization::require(&caller, Scope::MessagesRead)?;
    authorization::require(&caller, Scope::InstancesRead)?;
    let named: Vec<InstanceId> = match auth.account_id {
        None => Vec::new(),
        Some(Accounts::One(id)) => vec![id.0],
        Some(Accounts::Several(ids)) if ids.len() <= MAX_ACCOUNTS => {
            ids.into_iter().map(|id| id.0).collect()
        }
        Some(Accounts::Several(_)) => {
            return Err(ApiError::invalid(
                "account_id",
                format!("at most {MAX_ACCOUNTS} accounts"),
            ));
        }
    };
    let accounts = match caller.principal {
        Principal::AccountToken { instance, .. } => {
            if named.iter().any(|id| *id != instance) {
                let text = "is another account than the token's; leave it out";
                return Err(ApiError::invalid("account_id", text));
            }
            vec![instance]
        }
        _ => named,
    };
    for id in &accounts {
        require_account(app, &caller, AccountId(*id)).await?;
    }
    Ok(Admitted { caller, credential, accounts, since: auth.since })
}

/// A token as a client sends it in the message: the kinds are those of the header.
fn in_message(token: &str) -> Result<Option<Credential>, ApiError> {
    let header = HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| ApiError::unauthorized("the token is not plain ASCII text"))?;
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.headers.insert(AUTHORIZATION, header);
    in_request(&parts)
}

/// The credential of the request. A cookie is none: the pages of other sites can open sockets with it.
fn in_request(parts: &Parts) -> Result<Option<Credential>, ApiError> {
    Ok(match key_or_session(parts)? {
        Some(Credential::ApiKey(secret)) if secret.starts_with(ACCOUNT_TOKEN_PREFIX) => {
            Some(Credential::AccountToken(secret))
        }
        Some(Credential::Session(_)) => None,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::{in_message, in_request};
    use axum::http::Request;
    use omni_app::authentication::Credential;

    #[test]
    fn a_token_is_read_from_the_message_and_from_the_header_and_a_cookie_is_none() {
        let token = "wapi_abc".to_owned();
        let expected = Some(Credential::AccountToken(token.clone()));
        assert_eq!(in_message(&token).expect("read"), expected);
        let request = Request::get("/socket.io/").header("authorization", "Bearer wapi_abc");
        let parts = request.body(()).expect("a request").into_parts().0;
        assert_eq!(in_request(&parts).expect("read"), expected);
        let jwt = "eyJa.b.c".to_owned();
        assert_eq!(in_message(&jwt).expect("read"), Some(Credential::AccessToken(jwt)));
        assert!(in_message("a\nb").is_err());
        let bare = Request::get("/socket.io/").body(()).expect("a request").into_parts().0;
        assert_eq!(in_request(&bare).expect("read"), None);
    }
}
