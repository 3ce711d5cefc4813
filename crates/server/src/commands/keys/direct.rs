//! On the database itself: the way back in when the last key is lost.

use super::Create;
use crate::cli::settings;
use crate::exit::{Exit, Failure};
use omni_app::keys::{self, NewApiKey, Origin};
use omni_app::logs::LogRing;
use omni_app::{App, Caller, Channels};
use omni_domain::TenantId;
use omni_domain::page::PageRequest;
use omni_server::Overrides;
use omni_server::config::{Config, Secret};
use omni_server::wiring::{self, Assembled};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::str::FromStr;

const PAGE: u32 = 100;

/// The application without networks and without a bus. It holds the data folder's lock, so it is
/// refused while the server runs, whose memory would still know a revoked key.
async fn open(file: Option<PathBuf>) -> anyhow::Result<Assembled> {
    let mut config: Config = settings(file, Vec::new())?;
    config.bus.nats_url = Secret::new("");
    let logs = Some(LogRing::default());
    let overrides = Overrides { channels: Some(Channels::new()), logs, ..Overrides::default() };
    wiring::assemble(&config, overrides).await
}

fn caller() -> Caller {
    Caller::system(TenantId::DEFAULT)
}

async fn close(app: &App) {
    app.bus.close().await;
    app.store.close().await;
}

pub(super) async fn create(file: Option<PathBuf>, options: Create) -> anyhow::Result<Value> {
    let instances = options.instances.iter().map(|id| parse(id)).collect::<Result<Vec<_>, _>>()?;
    let new = NewApiKey {
        name: options.name,
        scopes: options.scopes,
        instance_ids: Some(instances).filter(|ids| !ids.is_empty()),
        expires_at: options.expires.as_deref().map(parse).transpose()?,
    };
    let opened = open(file).await?;
    let created = keys::create(&opened.app, &caller(), new, &Origin::default()).await;
    close(&opened.app).await;
    let created = created.map_err(refused)?;
    Ok(json!({
        "id": created.key.id,
        "name": created.key.name,
        "key": created.secret,
        "scopes": created.key.scopes,
        "instanceIds": created.key.instance_ids,
        "createdAt": created.key.created_at,
        "expiresAt": created.key.expires_at,
    }))
}

pub(super) async fn list(file: Option<PathBuf>) -> anyhow::Result<Vec<Value>> {
    let opened = open(file).await?;
    let rows = list_all(&opened.app).await;
    close(&opened.app).await;
    rows
}

async fn list_all(app: &App) -> anyhow::Result<Vec<Value>> {
    let mut rows = Vec::new();
    let mut request = PageRequest::first(PAGE);
    loop {
        let page = keys::list(app, &caller(), request).await.map_err(refused)?;
        rows.extend(page.items.into_iter().map(|key| {
            json!({
                "id": key.id,
                "name": key.name,
                "suffix": format!("...{}", key.suffix),
                "status": if key.revoked_at.is_some() { "revoked" } else { "active" },
                "scopes": key.scopes,
                "usageCount": key.usage_count,
                "lastUsedAt": key.last_used_at,
            })
        }));
        match page.next {
            Some(next) => request.after = Some(next),
            None => return Ok(rows),
        }
    }
}

pub(super) async fn revoke(file: Option<PathBuf>, id: &str) -> anyhow::Result<Value> {
    let id = parse(id)?;
    let opened = open(file).await?;
    let revoked = keys::revoke(&opened.app, &caller(), id, &Origin::default()).await;
    close(&opened.app).await;
    let key = revoked.map_err(refused)?;
    Ok(json!({ "success": true, "revokedAt": key.revoked_at }))
}

fn parse<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|error: T::Err| Failure::new(Exit::Validation, error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn refused(error: omni_app::Error) -> anyhow::Error {
    let exit = match &error {
        omni_app::Error::NotFound { .. } => Exit::NotFound,
        omni_app::Error::Invalid { .. } | omni_app::Error::Conflict(_) => Exit::Validation,
        _ => Exit::General,
    };
    Failure::new(exit, error.to_string()).with_code(error.code()).into()
}
