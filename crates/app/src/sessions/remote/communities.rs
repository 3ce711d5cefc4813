//! Communities and join requests of an instance that another node owns.

use super::request::{Reply, Request};
use super::serve::result;
use super::session::RemoteSession;
use async_trait::async_trait;
use omni_channel::{
    Capability, ChannelError, Communities, GroupInvite, JoinRequest, JoinedGroup, LinkChange,
    LinkOutcome, MemberOutcome, NewCommunity, Session, SubGroup,
};
use omni_domain::conversation::Address;
use serde::{Deserialize, Serialize};

/// What is asked of [`Communities`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "ask")]
pub(in crate::sessions) enum CommunityRequest {
    /// See [`Communities::join_requests`].
    JoinRequests { group: String },
    /// See [`Communities::answer_requests`].
    Answer { group: String, approve: bool, people: Vec<String> },
    /// See [`Communities::accept_invite`].
    Accept { invite: GroupInvite },
    /// See [`Communities::create_community`].
    Create { community: NewCommunity },
    /// See [`Communities::link_groups`].
    Link { community: String, change: LinkChange, groups: Vec<String> },
    /// See [`Communities::sub_groups`].
    SubGroups { community: String },
}

impl CommunityRequest {
    pub(super) async fn perform(self, session: &dyn Session) -> Reply {
        let Some(communities) = session.communities() else {
            return result::<()>(Err(ChannelError::Unsupported(Capability::ManageCommunities)));
        };
        match self {
            Self::JoinRequests { group } => result(communities.join_requests(&group).await),
            Self::Answer { group, approve, people } => {
                result(communities.answer_requests(&group, approve, &people).await)
            }
            Self::Accept { invite } => result(communities.accept_invite(invite).await),
            Self::Create { community } => result(communities.create_community(community).await),
            Self::Link { community, change, groups } => {
                result(communities.link_groups(&community, change, &groups).await)
            }
            Self::SubGroups { community } => result(communities.sub_groups(&community).await),
        }
    }
}

fn wrapped(request: CommunityRequest) -> Request {
    Request::Communities { request }
}

#[async_trait]
impl Communities for RemoteSession {
    async fn join_requests(&self, group: &str) -> Result<Vec<JoinRequest>, ChannelError> {
        let group = group.to_owned();
        self.ask(&wrapped(CommunityRequest::JoinRequests { group })).await
    }

    async fn answer_requests(
        &self,
        group: &str,
        approve: bool,
        people: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError> {
        let (group, people) = (group.to_owned(), people.to_vec());
        self.ask(&wrapped(CommunityRequest::Answer { group, approve, people })).await
    }

    async fn accept_invite(&self, invite: GroupInvite) -> Result<JoinedGroup, ChannelError> {
        self.ask(&wrapped(CommunityRequest::Accept { invite })).await
    }

    async fn create_community(&self, community: NewCommunity) -> Result<Address, ChannelError> {
        self.ask(&wrapped(CommunityRequest::Create { community })).await
    }

    async fn link_groups(
        &self,
        community: &str,
        change: LinkChange,
        groups: &[String],
    ) -> Result<Vec<LinkOutcome>, ChannelError> {
        let (community, groups) = (community.to_owned(), groups.to_vec());
        self.ask(&wrapped(CommunityRequest::Link { community, change, groups })).await
    }

    async fn sub_groups(&self, community: &str) -> Result<Vec<SubGroup>, ChannelError> {
        let community = community.to_owned();
        self.ask(&wrapped(CommunityRequest::SubGroups { community })).await
    }
}
