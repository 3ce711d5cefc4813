use super::DeliveryFilter;
use super::filter::restrict;
use super::table::{DeliveryRow, LIST};
use crate::Store;
use crate::db::Select;
use crate::error::StorageError;
use crate::page::{before, page};
use omni_domain::ids::TenantId;
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::webhook::Delivery;

impl Store {
    /// The deliveries of a tenant, newest first.
    pub async fn list_webhook_deliveries(
        &self,
        t: TenantId,
        filter: &DeliveryFilter,
        request: PageRequest,
    ) -> Result<Page<Delivery>, StorageError> {
        let mut select = Select::new(LIST);
        select.bind(t.0);
        restrict(&mut select, filter);
        select.newest_before("created_at", before(request.after), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<DeliveryRow>().await?;
        Ok(page(rows, request.limit, |delivery: &Delivery| Cursor {
            key: delivery.created_at.0,
            id: delivery.id.0,
        }))
    }
}
