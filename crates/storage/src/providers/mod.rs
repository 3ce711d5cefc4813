//! Agent providers.

mod table;

use crate::Store;
use crate::db::{Conn, json_text};
use crate::error::StorageError;
use crate::page::{after, page};
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::ids::{ProviderId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::provider::{Provider, ProviderHealth};
pub(crate) use table::ALL;
use table::ProviderRow;

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: ProviderId,
) -> Result<Option<Provider>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<ProviderRow>().await?;
    row.map(Provider::try_from).transpose()
}

async fn users(
    db: &mut Conn<'_>,
    t: TenantId,
    id: ProviderId,
) -> Result<Vec<String>, StorageError> {
    let rows: Vec<(String,)> = db.query(table::USERS).bind(t.0).bind(id.0).all().await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

lookups! {
    /// A provider.
    find_provider(t: TenantId, id: ProviderId) -> Option<Provider> = find;
    /// The names of the instances and of the agents that depend on this provider. An instance
    /// counts with the agent that belongs to it.
    provider_users(t: TenantId, id: ProviderId) -> Vec<String> = users;
}

locked_lookups! {
    /// A provider that is about to be changed.
    lock_provider(t: TenantId, id: ProviderId) -> Provider = table::FIND as ProviderRow;
}

impl Store {
    /// The providers of a tenant, oldest first.
    pub async fn list_providers(
        &self,
        t: TenantId,
        request: PageRequest,
    ) -> Result<Page<Provider>, StorageError> {
        let from = after(&request);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(table::LIST).bind(t.0).bind(from.key).bind(from.id);
        let rows = query.bind(i64::from(request.limit) + 1).all::<ProviderRow>().await?;
        Ok(page(rows, request.limit, |provider: &Provider| Cursor {
            key: provider.created_at.0,
            id: provider.id.0,
        }))
    }
}

fn millis(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl Tx {
    /// Adds a provider; `NotUnique("providers.name")` if the tenant has one of that name.
    pub async fn insert_provider(&mut self, provider: &Provider) -> Result<(), StorageError> {
        let health = provider.health.as_ref();
        self.db()
            .query(table::INSERT)
            .bind(provider.id.0)
            .bind(provider.tenant_id.0)
            .bind(&provider.name)
            .bind(provider.kind.as_str())
            .bind(&provider.api_url)
            .bind(provider.api_key.as_deref())
            .bind(millis(provider.default_timeout))
            .bind(provider.default_streaming)
            .bind(json_text(&provider.metadata))
            .bind(health.map(|health| health.at.0))
            .bind(health.map(|health| health.healthy))
            .bind(health.and_then(|health| health.error.as_deref()))
            .bind(provider.created_at.0)
            .bind(provider.updated_at.0)
            .run()
            .await
            .map(drop)
    }

    /// Writes what a person sets on a provider; `Stale` if it is deleted.
    pub async fn update_provider(&mut self, provider: &Provider) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db
            .query(table::UPDATE)
            .bind(provider.tenant_id.0)
            .bind(provider.id.0)
            .bind(&provider.name)
            .bind(provider.kind.as_str())
            .bind(&provider.api_url)
            .bind(provider.api_key.as_deref())
            .bind(millis(provider.default_timeout))
            .bind(provider.default_streaming)
            .bind(json_text(&provider.metadata))
            .bind(provider.updated_at.0);
        match query.run().await? {
            0 => Err(StorageError::Stale),
            _ => Ok(()),
        }
    }

    /// Records a health check. Returns whether the provider exists.
    pub async fn record_provider_health(
        &mut self,
        t: TenantId,
        id: ProviderId,
        health: &ProviderHealth,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::RECORD_HEALTH).bind(t.0).bind(id.0).bind(health.at.0);
        let query = query.bind(health.healthy).bind(health.error.as_deref());
        Ok(query.run().await? > 0)
    }

    /// Removes a provider. Returns whether there was one.
    pub async fn delete_provider(
        &mut self,
        t: TenantId,
        id: ProviderId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(table::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }
}
