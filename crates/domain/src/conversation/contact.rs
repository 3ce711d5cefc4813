use super::Address;
use crate::clock::Timestamp;
use crate::ids::{ContactId, InstanceId, TenantId};

/// An address-book entry of an instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Internal id.
    pub id: ContactId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance with this contact.
    pub instance_id: InstanceId,
    /// The channel's addresses.
    pub address: Address,
    /// The best name known (saved, else the push name).
    pub display_name: Option<String>,
    /// The push name, which the contact has set.
    pub push_name: Option<String>,
    /// A group rather than a person.
    pub is_group: bool,
    /// A business account.
    pub is_business: bool,
    /// First seen.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}
