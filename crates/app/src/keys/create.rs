use super::audit::{self, Origin};
use super::{generate_secret, hash_key, require};
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, KNOWN_SCOPES, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::key::{ApiKey, KeyAction};

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// For people, 1 to 255 characters.
    pub name: String,
    /// At least one of [`KNOWN_SCOPES`], none that the maker does not hold.
    pub scopes: Vec<String>,
    /// The instances it may touch; `None` is all that the maker may.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Refused from this moment on.
    pub expires_at: Option<Timestamp>,
}

/// A made key with its secret, which is shown this once.
#[derive(Debug)]
pub struct CreatedKey {
    /// The key.
    pub key: ApiKey,
    /// The whole secret.
    pub secret: String,
}

/// Makes a key. Nobody can make one that may do more than their own.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewApiKey,
    origin: &Origin,
) -> Result<CreatedKey, Error> {
    require(caller, "admin:*")?;
    let name = check_name(&new.name)?;
    let scopes = parse_scopes(caller, &new.scopes)?;
    let now = app.env.now();
    check_expiry(new.expires_at, now)?;
    let instance_ids = narrowest(caller, new.instance_ids)?;
    let secret = generate_secret();
    let key = ApiKey {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        name,
        hash: hash_key(&secret),
        suffix: secret[secret.len() - 4..].to_owned(),
        scopes,
        instance_ids,
        is_primary: false,
        created_at: now,
        expires_at: new.expires_at,
        revoked_at: None,
        last_used_at: None,
        last_used_ip: None,
        usage_count: 0,
    };
    let row = key.clone();
    let entry = audit::change(caller, origin, &key, KeyAction::Create, now, &[]);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_key(&row).await?;
                tx.insert_key_audit(&[entry]).await
            })
        })
        .await?;
    Ok(CreatedKey { key, secret })
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
                format!(
                    "`{}` is not a scope; the scopes are {}",
                    clip(text),
                    KNOWN_SCOPES.join(", ")
                ),
            )
        })?;
        if !caller.may(scope.as_str()) {
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

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}
