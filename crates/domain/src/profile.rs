//! The profile of an account, as its network reports it.

use crate::clock::Timestamp;
use crate::ids::InstanceId;

/// The profile that an instance's network reported of an account, and when. Kept for a while, so
/// that the network is not requested for every view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The requesting instance.
    pub instance_id: InstanceId,
    /// The channel's address.
    pub address: String,
    /// The name that the network has verified (of a business).
    pub name: Option<String>,
    /// The text about themselves.
    pub about: Option<String>,
    /// The address of their picture, for as long as the network keeps it valid.
    pub picture_url: Option<String>,
    /// A business account.
    pub is_business: bool,
    /// When the picture was requested.
    pub picture_at: Option<Timestamp>,
    /// When the rest was requested.
    pub profile_at: Option<Timestamp>,
}

impl Profile {
    /// An empty profile.
    pub fn new(instance_id: InstanceId, address: impl Into<String>) -> Self {
        Self {
            instance_id,
            address: address.into(),
            name: None,
            about: None,
            picture_url: None,
            is_business: false,
            picture_at: None,
            profile_at: None,
        }
    }
}
