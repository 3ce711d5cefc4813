//! Tenants.

mod delete;
mod table;

use crate::Store;
use crate::db::Conn;
use crate::error::StorageError;
use crate::page::{after, page};
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::ids::TenantId;
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::tenant::{Tenant, TenantStatus};
pub(crate) use table::ALL;
use table::TenantRow;
use uuid::Uuid;

async fn find(db: &mut Conn<'_>, id: TenantId) -> Result<Option<Tenant>, StorageError> {
    let row = db.query(table::FIND).bind(id.0).maybe::<TenantRow>().await?;
    row.map(Tenant::try_from).transpose()
}

async fn by_name(db: &mut Conn<'_>, name: &str) -> Result<Option<Tenant>, StorageError> {
    let row = db.query(table::FIND_BY_NAME).bind(name).maybe::<TenantRow>().await?;
    row.map(Tenant::try_from).transpose()
}

lookups! {
    /// A tenant.
    find_tenant(id: TenantId) -> Option<Tenant> = find;
    /// The tenant of that name.
    find_tenant_by_name(name: &str) -> Option<Tenant> = by_name;
}

impl Store {
    /// The tenants, oldest first.
    pub async fn list_tenants(&self, request: PageRequest) -> Result<Page<Tenant>, StorageError> {
        let from = after(&request);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(table::LIST).bind(from.key).bind(from.id);
        let rows = query.bind(i64::from(request.limit) + 1).all::<TenantRow>().await?;
        Ok(page(rows, request.limit, |tenant: &Tenant| Cursor {
            key: tenant.created_at.0,
            id: tenant.id.0,
        }))
    }

    /// The tenants that are not active now.
    pub async fn inactive_tenants(&self) -> Result<Vec<TenantId>, StorageError> {
        let mut reader = self.reader().await?;
        let rows = reader.conn().query(table::INACTIVE).all::<(Uuid,)>().await?;
        Ok(rows.into_iter().map(|(id,)| TenantId(id)).collect())
    }
}

impl Tx {
    /// Adds a tenant; `NotUnique("tenants.name")` if there is one of that name.
    pub async fn insert_tenant(&mut self, tenant: &Tenant) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(table::INSERT).bind(tenant.id.0).bind(&tenant.name);
        query.bind(tenant.status.as_str()).bind(tenant.created_at.0).run().await.map(drop)
    }

    /// Moves a tenant from one status to another. Returns the tenant, or `None` if it is not in
    /// `from`.
    pub async fn set_tenant_status(
        &mut self,
        id: TenantId,
        from: TenantStatus,
        to: TenantStatus,
    ) -> Result<Option<Tenant>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::SET_STATUS).bind(id.0).bind(from.as_str()).bind(to.as_str());
        query.maybe::<TenantRow>().await?.map(Tenant::try_from).transpose()
    }
}
