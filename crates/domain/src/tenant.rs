//! Tenants: owners of rows that share a server without access to each other's.

use crate::clock::Timestamp;
use crate::ids::TenantId;
use crate::text_enum::text_enum;

text_enum! {
    /// The status of a tenant.
    pub enum TenantStatus {
        /// Keys, sessions and jobs work.
        Active = "active",
        /// Keys are refused, sessions are disconnected, jobs wait.
        Suspended = "suspended",
        /// Suspended permanently: its rows are being deleted.
        Deleting = "deleting",
    }
}

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Internal id.
    pub id: TenantId,
    /// Unique name, for people.
    pub name: String,
    /// Its status.
    pub status: TenantStatus,
    /// Creation time.
    pub created_at: Timestamp,
}
