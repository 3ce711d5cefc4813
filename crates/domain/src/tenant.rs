//! Tenants: who shares a server without seeing each other.

use crate::clock::Timestamp;
use crate::ids::TenantId;
use crate::text_enum::text_enum;

text_enum! {
    /// Whether a tenant's keys, sessions and jobs work.
    pub enum TenantStatus {
        /// They work.
        Active = "active",
        /// Keys are refused, sessions are disconnected, jobs wait.
        Suspended = "suspended",
        /// Suspended for good: its rows are being deleted.
        Deleting = "deleting",
    }
}

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Internal id.
    pub id: TenantId,
    /// Unique, for people.
    pub name: String,
    /// Whether it works.
    pub status: TenantStatus,
    /// Creation time.
    pub created_at: Timestamp,
}
