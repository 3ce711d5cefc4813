//! Tenants as JSON.

use crate::commands::keys::created_view;
use omni_app::tenants::CreatedTenant;
use omni_domain::tenant::Tenant;
use serde_json::{Value, json};

pub(super) fn tenant(tenant: &Tenant) -> Value {
    json!({
        "id": tenant.id,
        "name": tenant.name,
        "status": tenant.status,
        "createdAt": tenant.created_at,
    })
}

pub(super) fn created(created: &CreatedTenant) -> Value {
    let mut row = tenant(&created.tenant);
    row["key"] = created_view(&created.key);
    row
}
