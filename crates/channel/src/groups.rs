//! Groups: making, changing, joining and leaving them; communities of them.

use crate::error::ChannelError;
use async_trait::async_trait;
use bytes::Bytes;
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::event::{GroupChanges, ParticipantAction};
use serde::{Deserialize, Serialize};

/// A group to be made; the account becomes its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewGroup {
    /// Its name.
    pub subject: String,
    /// Addresses of its further members.
    pub members: Vec<String>,
}

/// A change of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupChange {
    /// Another name.
    Subject(String),
    /// Another description; `None` removes it.
    Description(Option<String>),
    /// Whether only admins may write.
    AdminsOnlySend(bool),
    /// Whether only admins may change the name, the description and the picture.
    AdminsOnlyEdit(bool),
    /// Whether only admins may add members.
    AdminsOnlyAdd(bool),
    /// Whether an admin approves who joins.
    JoinApproval(bool),
    /// Seconds after which messages disappear; 0 if they stay.
    DisappearingSeconds(u32),
    /// Another picture, a square JPEG; `None` removes it.
    Picture(Option<GroupPicture>),
}

/// The bytes of a group's picture. Written as base64: a list of numbers would be four times as
/// long in a request to another node.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPicture(#[serde(with = "as_base64")] pub Bytes);

impl std::fmt::Debug for GroupPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GroupPicture({} bytes)", self.0.len())
    }
}

mod as_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &Bytes, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD.decode(text).map(Into::into).map_err(serde::de::Error::custom)
    }
}

/// What happens to members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberChange {
    /// They become members.
    Add,
    /// They become members; those whose settings do not let others add them get an invite.
    AddOrInvite {
        /// Invites that are sent; who gets none is only refused.
        most: u32,
    },
    /// They are removed.
    Remove,
    /// They become admins.
    Promote,
    /// They are admins no more.
    Demote,
}

impl MemberChange {
    /// They become members, or get an invite, each of them.
    pub const INVITING: Self = Self::AddOrInvite { most: u32::MAX };
}

/// What the network did about one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberOutcome {
    /// Who.
    pub member: Address,
    /// Why it was refused, for people; `None` if it was done.
    pub refusal: Option<String>,
    /// They were sent an invite instead.
    #[serde(default)]
    pub invited: bool,
}

/// A group that was joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedGroup {
    /// Its address.
    pub group: Address,
    /// An admin has to approve it first.
    pub is_pending: bool,
}

/// A group as an invite shows it to those who are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPreview {
    /// Its address.
    pub group: Address,
    /// Its name.
    pub subject: String,
    /// Its description.
    pub description: Option<String>,
    /// Number of its members, if the network reports it.
    pub members: Option<u32>,
    /// Whether an admin approves who joins it.
    pub join_approval: bool,
    /// Seconds after which messages disappear; 0 if they stay.
    pub disappearing_seconds: u32,
    /// When it was made, if the network reports it.
    pub created_at: Option<Timestamp>,
    /// Who made it, if the network reports it.
    pub created_by: Option<Address>,
}

/// A group as the network describes it to its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupInfo {
    /// Its address.
    pub group: Address,
    /// Its name.
    pub subject: String,
    /// Its description.
    pub description: Option<String>,
    /// Whether only admins may write.
    pub admins_only_send: bool,
    /// Whether only admins may change the name, the description and the picture.
    pub admins_only_edit: bool,
    /// Whether an admin approves who joins.
    pub join_approval: bool,
    /// Seconds after which messages disappear; 0 if they stay.
    pub disappearing_seconds: u32,
    /// When it was made, if the network reports it.
    pub created_at: Option<Timestamp>,
    /// Who made it, if the network reports it.
    pub created_by: Option<Address>,
}

/// A person who asks to join a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRequest {
    /// Who.
    pub person: Address,
    /// When, if the network reports it.
    pub at: Option<Timestamp>,
}

/// An invite that a person received as a message, rather than as a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupInvite {
    /// The group's address.
    pub group: String,
    /// The code of the invite.
    pub code: String,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// The address of the admin who sent it.
    pub by: String,
}

/// A community to be made: a group of groups, with one for announcements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCommunity {
    /// Its name.
    pub subject: String,
    /// Its description.
    pub description: Option<String>,
    /// Whether an admin approves who joins it.
    pub join_approval: bool,
}

/// What happens to groups of a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkChange {
    /// They become part of it.
    Link,
    /// They are part of it no more. The groups stay.
    Unlink,
}

/// What the network did about one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOutcome {
    /// Which.
    pub group: Address,
    /// Why it was refused, for people; `None` if it was done.
    pub refusal: Option<String>,
}

/// A group of a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubGroup {
    /// Its address.
    pub group: Address,
    /// Its name.
    pub subject: String,
    /// The group in which only admins write, to all of the community.
    pub is_announcements: bool,
    /// Number of its members, if the network reports it.
    pub members: Option<u32>,
}

/// Who may join a group, and communities: of a session that declares
/// [`Capability::ManageCommunities`](crate::Capability::ManageCommunities).
#[async_trait]
pub trait Communities: Send + Sync {
    /// Who asks to join a group.
    async fn join_requests(&self, group: &str) -> Result<Vec<JoinRequest>, ChannelError>;

    /// Approves or rejects requests to join; the outcome of each.
    async fn answer_requests(
        &self,
        group: &str,
        approve: bool,
        people: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError>;

    /// Joins a group by an invite that was received as a message. Its chat is reported before the answer,
    /// unless an admin has to approve it first.
    async fn accept_invite(&self, invite: GroupInvite) -> Result<JoinedGroup, ChannelError>;

    /// Makes a community. Returns its address; its chat is reported before the answer.
    async fn create_community(&self, community: NewCommunity) -> Result<Address, ChannelError>;

    /// Links groups to a community or unlinks them; the outcome of each.
    async fn link_groups(
        &self,
        community: &str,
        change: LinkChange,
        groups: &[String],
    ) -> Result<Vec<LinkOutcome>, ChannelError>;

    /// The groups of a community.
    async fn sub_groups(&self, community: &str) -> Result<Vec<SubGroup>, ChannelError>;
}

/// What a session reports of a group: who did what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupNotice {
    /// The group.
    pub group: Address,
    /// Who did it, if the network reports it.
    pub by: Option<Address>,
    /// What.
    pub news: GroupNews,
}

/// What happened in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupNews {
    /// It was changed.
    Changed(GroupChanges),
    /// People joined or left it, ask to join it, or their role changed.
    Participants(ParticipantAction, Vec<Address>),
}
