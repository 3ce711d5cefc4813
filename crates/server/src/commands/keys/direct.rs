//! Keys directly in the database, for when the last key is lost.

use super::Create;
use crate::commands::direct::{all_pages, on_database, operator, parse};
use crate::commands::tenants;
use omni_app::entity_tag::Precondition;
use omni_app::keys::{self, CreatedKey, NewApiKey, Origin};
use omni_app::{App, Caller, Error};
use omni_domain::ids::ApiKeyId;
use omni_domain::key::ApiKey;
use serde_json::{Value, json};
use std::path::PathBuf;

pub(super) async fn create(file: Option<PathBuf>, options: Create) -> anyhow::Result<Value> {
    let instances = options.instances.iter().map(|id| parse(id)).collect::<Result<Vec<_>, _>>()?;
    // A key of another tenant operates the server only on explicit request.
    let is_operator = match (options.operator, &options.connection.tenant) {
        (true, _) => Some(true),
        (false, Some(_)) => Some(false),
        (false, None) => None,
    };
    let new = NewApiKey {
        name: options.name,
        scopes: options.scopes,
        instance_ids: Some(instances).filter(|ids| !ids.is_empty()),
        expires_at: options.expires.as_deref().map(parse).transpose()?,
        is_operator,
    };
    let tenant = options.connection.tenant;
    let created = on_database(file, |app| async move {
        let caller = caller(&app, tenant.as_deref()).await?;
        keys::create(&app, &caller, new, &Origin::default()).await
    });
    Ok(created_view(&created.await?))
}

/// A created key with its secret, as the API shows it.
pub(crate) fn created_view(created: &CreatedKey) -> Value {
    let CreatedKey { key, secret } = created;
    json!({
        "id": key.id,
        "name": key.name,
        "key": secret,
        "scopes": key.scopes,
        "instanceIds": key.instance_ids,
        "createdAt": key.created_at,
        "expiresAt": key.expires_at,
    })
}

/// The system, on behalf of the tenant with this name or id, or of the default tenant.
async fn caller(app: &App, tenant: Option<&str>) -> Result<Caller, Error> {
    match tenant {
        Some(text) => Ok(Caller::system(tenants::find(app, text).await?.id)),
        None => Ok(operator()),
    }
}

pub(super) async fn list(
    file: Option<PathBuf>,
    tenant: Option<String>,
) -> anyhow::Result<Vec<Value>> {
    on_database(file, |app| async move {
        let caller = caller(&app, tenant.as_deref()).await?;
        let keys = all_pages(|request| keys::list(&app, &caller, request)).await?;
        Ok(keys.iter().map(row).collect())
    })
    .await
}

fn row(key: &ApiKey) -> Value {
    json!({
        "id": key.id,
        "name": key.name,
        "suffix": format!("...{}", key.suffix),
        "status": if key.revoked_at.is_some() { "revoked" } else { "active" },
        "scopes": key.scopes,
        "usageCount": key.usage_count,
        "lastUsedAt": key.last_used_at,
    })
}

pub(super) async fn revoke(
    file: Option<PathBuf>,
    id: &str,
    tenant: Option<String>,
) -> anyhow::Result<Value> {
    let id: ApiKeyId = parse(id)?;
    let key = on_database(file, |app| async move {
        let caller = caller(&app, tenant.as_deref()).await?;
        keys::revoke(&app, &caller, id, Precondition::None, &Origin::default()).await
    });
    Ok(json!({ "success": true, "revokedAt": key.await?.revoked_at }))
}
