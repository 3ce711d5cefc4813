//! Communities and join requests of the mock: every request is granted.

use super::{MADE_GROUP, MockSession, done};
use async_trait::async_trait;
use omni_channel::{
    Capability, ChannelError, Communities, GroupInvite, JoinRequest, JoinedGroup, LinkChange,
    LinkOutcome, MemberOutcome, NewCommunity, SubGroup,
};
use omni_domain::conversation::Address;

/// Who asks to join each group.
const ASKING: &str = "15550003333@s.whatsapp.net";

#[async_trait]
impl Communities for MockSession {
    async fn join_requests(&self, _group: &str) -> Result<Vec<JoinRequest>, ChannelError> {
        self.network.require(&[Capability::ManageCommunities])?;
        Ok(vec![JoinRequest { person: Address::new(ASKING), at: None }])
    }

    async fn answer_requests(
        &self,
        _group: &str,
        _approve: bool,
        people: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError> {
        self.network.require(&[Capability::ManageCommunities])?;
        Ok(people.iter().map(|one| done(one)).collect())
    }

    async fn accept_invite(&self, invite: GroupInvite) -> Result<JoinedGroup, ChannelError> {
        self.network.require(&[Capability::ManageCommunities])?;
        self.report_joined(&invite.group).await;
        Ok(JoinedGroup { group: Address::new(invite.group), is_pending: false })
    }

    async fn create_community(&self, community: NewCommunity) -> Result<Address, ChannelError> {
        self.network.require(&[Capability::ManageCommunities])?;
        self.report_made(MADE_GROUP, &community.subject, &[]).await;
        Ok(Address::new(MADE_GROUP))
    }

    async fn link_groups(
        &self,
        _community: &str,
        _change: LinkChange,
        groups: &[String],
    ) -> Result<Vec<LinkOutcome>, ChannelError> {
        self.network.require(&[Capability::ManageCommunities])?;
        let linked = |one: &String| LinkOutcome { group: Address::new(one), refusal: None };
        Ok(groups.iter().map(linked).collect())
    }

    async fn sub_groups(&self, _community: &str) -> Result<Vec<SubGroup>, ChannelError> {
        self.network.require(&[Capability::ManageCommunities])?;
        Ok(vec![SubGroup {
            group: Address::new(MADE_GROUP),
            subject: "Announcements".to_owned(),
            is_announcements: true,
            members: Some(1),
        }])
    }
}
