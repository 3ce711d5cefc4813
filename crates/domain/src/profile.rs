//! What a network tells of somebody.

use crate::clock::Timestamp;
use crate::ids::InstanceId;

/// What an instance's network told of somebody, and when. Kept for a while, so that the network
/// is not asked for every look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Who asked.
    pub instance_id: InstanceId,
    /// The channel's address.
    pub address: String,
    /// The name the network itself knows (a business's verified name).
    pub name: Option<String>,
    /// What they say about themselves.
    pub about: Option<String>,
    /// Where their picture is, for as long as the network keeps the address valid.
    pub picture_url: Option<String>,
    /// A business account.
    pub is_business: bool,
    /// When the picture was asked for.
    pub picture_at: Option<Timestamp>,
    /// When the rest was asked for.
    pub profile_at: Option<Timestamp>,
}

impl Profile {
    /// Nothing known yet.
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
