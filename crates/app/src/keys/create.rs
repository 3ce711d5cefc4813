use super::audit::{self, Origin};
use super::{generate_secret, hash_key, suffix};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::{Error, Field};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::key::{ApiKey, KeyAction};

/// A key to be created.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// For people, 1 to 255 characters.
    pub name: String,
    /// At least one of [`Scope::ALL`], none that its creator does not hold.
    pub scopes: Vec<String>,
    /// The instances it may access; `None` is all that its creator may.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Refused from this time on.
    pub expires_at: Option<Timestamp>,
    /// Whether it may, with `admin:*`, operate the server as a whole; `None` is as its creator may.
    pub is_operator: Option<bool>,
}

/// A created key with its secret, which is shown this once.
#[derive(Debug)]
pub struct CreatedKey {
    /// The key.
    pub key: ApiKey,
    /// The whole secret.
    pub secret: String,
}

/// Creates a key. Its rights are at most those of its creator.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewApiKey,
    origin: &Origin,
) -> Result<CreatedKey, Error> {
    authorization::require(caller, Scope::Admin)?;
    let name = check_name(&new.name)?;
    let scopes = parse_scopes(caller, &new.scopes)?;
    let now = app.env.now();
    check_expiry(new.expires_at, now)?;
    let instance_ids = narrowest(caller, new.instance_ids)?;
    let qualifies = scopes.iter().any(|scope| scope.permits(Scope::Admin));
    let is_operator = operator_right(caller, new.is_operator, qualifies)?;
    let CreatedKey { key, secret } = new_key(app, caller.tenant_id, name, scopes);
    let key = ApiKey { instance_ids, is_operator, expires_at: new.expires_at, ..key };
    let row = key.clone();
    let entry = audit::change(caller, origin, &key, KeyAction::Create, now, &[]);
    let (inner, principal) = (app.clone(), caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_key(&row).await?;
                changes::key(&inner, tx, &row, principal, EventBody::KeyCreated);
                tx.insert_key_audit(&[entry]).await
            })
        })
        .await?;
    Ok(CreatedKey { key, secret })
}

/// A key of a tenant that never expires, for all instances, and its secret.
pub(crate) fn new_key(
    app: &App,
    tenant_id: TenantId,
    name: String,
    scopes: Vec<Scope>,
) -> CreatedKey {
    let secret = generate_secret();
    let key = ApiKey {
        id: app.env.id(),
        tenant_id,
        name,
        hash: hash_key(&secret),
        suffix: suffix(&secret),
        scopes,
        instance_ids: None,
        is_primary: false,
        is_operator: false,
        is_tenant: false,
        created_at: app.env.now(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
        last_used_ip: None,
        usage_count: 0,
    };
    CreatedKey { key, secret }
}

/// Whether a new key may operate the server: as requested, or as its creator may. `qualifies` is
/// whether it holds `admin:*`, without which the right means nothing.
fn operator_right(caller: &Caller, wanted: Option<bool>, qualifies: bool) -> Result<bool, Error> {
    if wanted == Some(true) && !caller.is_operator {
        return Err(Error::forbidden("your own key may not operate the whole server"));
    }
    if wanted == Some(true) && !qualifies {
        return Err(Error::invalid(
            Field::KeyScopes,
            "a key that operates the server needs `admin:*`",
        ));
    }
    Ok(wanted.unwrap_or(caller.is_operator) && qualifies)
}

pub(super) fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 255 {
        return Err(Error::invalid(Field::KeyName, "a key needs a name of 1 to 255 characters"));
    }
    Ok(name.to_owned())
}

pub(super) fn check_expiry(expires_at: Option<Timestamp>, now: Timestamp) -> Result<(), Error> {
    if expires_at.is_some_and(|at| at <= now) {
        return Err(Error::invalid(Field::KeyExpiry, "the expiry must be in the future"));
    }
    Ok(())
}

pub(super) fn parse_scopes(caller: &Caller, texts: &[String]) -> Result<Vec<Scope>, Error> {
    if texts.is_empty() {
        return Err(Error::invalid(
            Field::KeyScopes,
            "a key needs at least one scope, such as `messages:send`",
        ));
    }
    let mut scopes = Vec::with_capacity(texts.len());
    for text in texts {
        let scope: Scope = text.parse().map_err(|_| {
            Error::invalid(
                Field::KeyScopes,
                format!("`{}` is not a scope; the scopes are {}", clip(text), known_scopes()),
            )
        })?;
        if !caller.may(scope) {
            return Err(Error::forbidden(format!("your own key does not hold `{scope}`")));
        }
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

pub(super) fn narrowest(
    caller: &Caller,
    wanted: Option<Vec<InstanceId>>,
) -> Result<Option<Vec<InstanceId>>, Error> {
    let Some(wanted) = wanted else { return Ok(caller.instance_ids.clone()) };
    if let Some(outside) = wanted.iter().find(|id| !caller.may_see(**id)) {
        return Err(Error::forbidden(format!("your own key may not touch instance {outside}")));
    }
    Ok(Some(wanted))
}

fn known_scopes() -> String {
    Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ")
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}
