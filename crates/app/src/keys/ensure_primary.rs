use super::{generate_secret, hash_key, is_well_formed, suffix};
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::TenantId;
use omni_domain::access::Scope;
use omni_domain::key::ApiKey;

/// The key of first start.
#[derive(Debug)]
pub enum PrimaryKey {
    /// Created just now; the secret is shown this once.
    Created(String),
    /// Created just now from the configured secret.
    Configured,
    /// Created at an earlier start.
    Existing {
        /// Its last four characters.
        suffix: String,
    },
}

/// Creates the primary key if there is none. `configured` is `OMNI_API_KEY`; it is used only then.
pub async fn ensure_primary(app: &App, configured: Option<&str>) -> Result<PrimaryKey, Error> {
    if let Some(key) = app.store.find_primary_key().await? {
        return Ok(PrimaryKey::Existing { suffix: key.suffix });
    }
    if configured.is_some_and(|secret| !is_well_formed(secret)) {
        return Err(Error::invalid(
            Field::PrimaryKey,
            "a key is `omni_sk_` and 32 letters or digits",
        ));
    }
    let secret = configured.map_or_else(generate_secret, str::to_owned);
    let key = ApiKey {
        id: app.env.id(),
        tenant_id: TenantId::DEFAULT,
        name: "__primary__".to_owned(),
        hash: hash_key(&secret),
        suffix: suffix(&secret),
        scopes: vec![Scope::Full],
        instance_ids: None,
        is_primary: true,
        is_operator: true,
        is_tenant: false,
        created_at: app.env.now(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
        last_used_ip: None,
        usage_count: 0,
    };
    app.store.write(move |tx| Box::pin(async move { tx.insert_key(&key).await })).await?;
    Ok(if configured.is_some() { PrimaryKey::Configured } else { PrimaryKey::Created(secret) })
}
