//! The session's trait for communities and join requests.

use super::WhatsAppSession;
use crate::groups;
use async_trait::async_trait;
use omni_channel::{
    ChannelError, Communities, GroupInvite, JoinRequest, JoinedGroup, LinkChange, LinkOutcome,
    MemberOutcome, NewCommunity, SubGroup,
};
use omni_domain::conversation::Address;

#[async_trait]
impl Communities for WhatsAppSession {
    async fn join_requests(&self, group: &str) -> Result<Vec<JoinRequest>, ChannelError> {
        groups::join_requests(&self.core, &self.live()?, group).await
    }

    async fn answer_requests(
        &self,
        group: &str,
        approve: bool,
        people: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError> {
        groups::answer_requests(&self.core, &self.live()?, group, approve, people).await
    }

    async fn accept_invite(&self, invite: GroupInvite) -> Result<JoinedGroup, ChannelError> {
        groups::accept(&self.core, &self.live()?, invite).await
    }

    async fn create_community(&self, community: NewCommunity) -> Result<Address, ChannelError> {
        groups::create_community(&self.core, &self.live()?, community).await
    }

    async fn link_groups(
        &self,
        community: &str,
        change: LinkChange,
        linked: &[String],
    ) -> Result<Vec<LinkOutcome>, ChannelError> {
        groups::link_groups(&self.core, &self.live()?, community, change, linked).await
    }

    async fn sub_groups(&self, community: &str) -> Result<Vec<SubGroup>, ChannelError> {
        groups::sub_groups(&self.core, &self.live()?, community).await
    }
}
