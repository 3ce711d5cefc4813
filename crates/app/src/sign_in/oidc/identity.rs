use super::flow::Flow;
use super::provider::{Client, RequestError, send, unavailable};
use super::refused;
use crate::app::App;
use crate::error::Error;
use omni_domain::user::Email;
use openidconnect::core::{
    CoreErrorResponseType, CoreIdTokenClaims, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthorizationCode, EndUserEmail, EndUserName, LocalizedClaim, Nonce, OAuth2TokenResponse as _,
    PkceCodeVerifier, RequestTokenError, StandardErrorResponse, TokenResponse as _,
};

/// Longest name that is kept, characters.
const NAME_CHARS: usize = 255;

/// Who it is according to the provider.
pub(super) struct Identity {
    pub(super) subject: String,
    pub(super) email: Email,
    pub(super) name: String,
}

/// What a provider states about a person.
#[derive(Default)]
struct Stated {
    email: Option<String>,
    is_verified: bool,
    name: Option<String>,
}

impl Stated {
    fn new(
        email: Option<&EndUserEmail>,
        is_verified: Option<bool>,
        name: Option<&LocalizedClaim<EndUserName>>,
    ) -> Self {
        Self {
            email: email.map(|email| email.to_string()),
            is_verified: is_verified == Some(true),
            name: name.and_then(|name| name.get(None)).map(|name| name.trim().to_owned()),
        }
    }
}

/// Exchanges the code for an ID token, and checks it.
pub(super) async fn identify(
    app: &App,
    client: &Client,
    code: String,
    flow: &Flow,
) -> Result<Identity, Error> {
    let http = |request| send(app.guard.clone(), request);
    let exchange = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| unavailable(&error))?
        .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()));
    let tokens = exchange.request_async(&http).await.map_err(|error| not_exchanged(&error))?;
    let token = tokens.id_token().ok_or_else(|| refused("the provider returned no ID token"))?;
    let nonce = Nonce::new(flow.nonce.clone());
    let claims = token.claims(&client.id_token_verifier(), &nonce).map_err(|error| {
        tracing::warn!(%error, "an ID token was refused");
        refused("the provider's ID token is not valid")
    })?;
    let mut stated = Stated::new(claims.email(), claims.email_verified(), claims.name());
    if stated.email.is_none() {
        stated = ask(app, client, &tokens, claims).await?;
    }
    identity(claims.subject().to_string(), stated)
}

/// A code that the provider refuses is the browser's fault, all else the provider's.
fn not_exchanged(
    error: &RequestTokenError<RequestError, StandardErrorResponse<CoreErrorResponseType>>,
) -> Error {
    match error {
        RequestTokenError::ServerResponse(answer)
            if *answer.error() == CoreErrorResponseType::InvalidGrant =>
        {
            refused("the provider's code is not valid, has expired or was used before")
        }
        other => unavailable(other),
    }
}

/// Reads the user-info endpoint: providers that follow the specification (OpenID Connect Core, 5.4)
/// have the e-mail address there, and not in the ID token.
async fn ask(
    app: &App,
    client: &Client,
    tokens: &CoreTokenResponse,
    claims: &CoreIdTokenClaims,
) -> Result<Stated, Error> {
    let (access, subject) = (tokens.access_token().clone(), claims.subject().clone());
    // A provider without the endpoint states nothing more.
    let Ok(question) = client.user_info(access, Some(subject)) else {
        return Ok(Stated::default());
    };
    let http = |request| send(app.guard.clone(), request);
    let answer: Result<CoreUserInfoClaims, _> = question.request_async(&http).await;
    let known = answer.map_err(|error| unavailable(&error))?;
    Ok(Stated::new(known.email(), known.email_verified(), known.name()))
}

fn identity(subject: String, stated: Stated) -> Result<Identity, Error> {
    let email = stated.email.filter(|_| stated.is_verified);
    let email = email.and_then(|email| email.parse::<Email>().ok());
    let email =
        email.ok_or_else(|| refused("the provider has no verified e-mail address of you"))?;
    let name = stated.name.filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| email.local().to_owned());
    let name = name.chars().take(NAME_CHARS).collect();
    Ok(Identity { subject, email, name })
}

#[cfg(test)]
mod tests {
    use super::{Stated, identity};

    fn stated(email: &str, name: Option<&str>) -> Stated {
        let name = name.map(str::to_owned);
        Stated { email: Some(email.to_owned()), is_verified: true, name }
    }

    #[test]
    fn only_a_verified_address_counts() {
        let of = |stated| identity("subject".to_owned(), stated);
        assert!(of(stated("ann@example.com", None)).is_ok());
        let unverified = Stated { is_verified: false, ..stated("ann@example.com", None) };
        assert!(of(unverified).is_err());
        assert!(of(Stated { email: None, ..stated("", None) }).is_err());
        assert!(of(stated("no address", None)).is_err());
    }

    #[test]
    fn a_person_without_a_name_is_called_by_the_address() {
        let name = |stated| identity("subject".to_owned(), stated).expect("verified").name;
        assert_eq!(name(stated("Ann@Example.com", Some("Ann Lee"))), "Ann Lee");
        assert_eq!(name(stated("Ann@Example.com", Some(""))), "ann");
        assert_eq!(name(stated("ann@example.com", None)), "ann");
        assert_eq!(name(stated("ann@example.com", Some(&"ü".repeat(300)))).chars().count(), 255);
    }
}
