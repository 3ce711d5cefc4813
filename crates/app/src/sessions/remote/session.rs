//! The session of an instance that another node owns.

use super::ask::ask;
use super::request::Request;
use crate::app::App;
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use omni_channel::{
    Businesses, Capability, ChannelError, ChatAction, ChatInfo, Closed, Communities, ContactUpdate,
    Found, GroupChange, GroupInfo, GroupPreview, HistoryPage, HistoryRequest, JoinedGroup,
    Liveness, MediaLocator, MemberChange, MemberOutcome, NewGroup, Newsletters, OutboundMessage,
    PairingCode, PersonPresence, PersonProfile, ProfileChange, Sent, Session, StateChange,
    StoredMedia,
};
use omni_domain::content::MediaKind;
use omni_domain::conversation::Address;
use omni_domain::ids::{InstanceId, MediaId};
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

/// Forwards to the session of the node that owns the instance. Sends and syncs are jobs, which that
/// node runs by itself.
pub(in crate::sessions) struct RemoteSession {
    app: App,
    instance: InstanceId,
}

impl RemoteSession {
    pub(in crate::sessions) fn new(app: &App, instance: InstanceId) -> Self {
        Self { app: app.clone(), instance }
    }

    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        request: &Request,
    ) -> Result<T, ChannelError> {
        ask(&self.app, self.instance, request).await.map_err(ChannelError::from)
    }
}

#[async_trait]
impl Session for RemoteSession {
    async fn run(&self, stop: CancellationToken) -> Closed {
        stop.cancelled().await;
        Closed::Stopped
    }

    fn liveness(&self) -> Liveness {
        Liveness::NONE
    }

    /// A job of the owner: nothing is sent from here.
    async fn send(&self, _message: OutboundMessage) -> Result<Sent, ChannelError> {
        Err(ChannelError::NotConnected)
    }

    async fn act(&self, action: ChatAction) -> Result<(), ChannelError> {
        self.ask(&Request::Act { action }).await
    }

    async fn fetch_media(
        &self,
        id: MediaId,
        kind: MediaKind,
        mime_type: &str,
        locator: &MediaLocator,
    ) -> Result<StoredMedia, ChannelError> {
        self.ask(&Request::fetch(id, kind, mime_type, &locator.0)).await
    }

    async fn pair_with_code(&self, phone: &str) -> Result<PairingCode, ChannelError> {
        self.ask(&Request::PairWithCode { phone: phone.to_owned() }).await
    }

    async fn answer_passkey(&self, assertion: &str) -> Result<(), ChannelError> {
        self.ask(&Request::AnswerPasskey { assertion: assertion.to_owned() }).await
    }

    async fn confirm_passkey(&self) -> Result<(), ChannelError> {
        self.ask(&Request::ConfirmPasskey).await
    }

    async fn find(&self, address: &str) -> Result<Option<Found>, ChannelError> {
        self.ask(&Request::Find { address: address.to_owned() }).await
    }

    async fn profile(&self, address: &str) -> Result<PersonProfile, ChannelError> {
        self.ask(&Request::Profile { address: address.to_owned() }).await
    }

    async fn profile_picture(&self, address: &str) -> Result<Option<String>, ChannelError> {
        self.ask(&Request::ProfilePicture { address: address.to_owned() }).await
    }

    async fn fetch_picture(&self, url: &str) -> Result<Bytes, ChannelError> {
        let text: String = self.ask(&Request::FetchPicture { url: url.to_owned() }).await?;
        let unread = |_| ChannelError::Temporary("the picture could not be read".to_owned());
        STANDARD.decode(text).map(Into::into).map_err(unread)
    }

    async fn presence(
        &self,
        address: &str,
        follow: bool,
    ) -> Result<Option<PersonPresence>, ChannelError> {
        self.ask(&Request::Presence { address: address.to_owned(), follow }).await
    }

    async fn set_profile(&self, change: ProfileChange) -> Result<(), ChannelError> {
        let picture = change.picture.map(|picture| STANDARD.encode(picture));
        self.ask(&Request::SetProfile { name: change.name, about: change.about, picture }).await
    }

    async fn sync_contacts(
        &self,
        _addresses: &[String],
    ) -> Result<Vec<ContactUpdate>, ChannelError> {
        Err(ChannelError::Unsupported(Capability::SyncContacts))
    }

    async fn sync_chats(&self) -> Result<Vec<ChatInfo>, ChannelError> {
        Err(ChannelError::Unsupported(Capability::SyncChats))
    }

    async fn sync_history(&self, _request: HistoryRequest) -> Result<HistoryPage, ChannelError> {
        Err(ChannelError::Unsupported(Capability::SyncHistory))
    }

    async fn create_group(&self, group: NewGroup) -> Result<Address, ChannelError> {
        self.ask(&Request::CreateGroup { group }).await
    }

    async fn change_group(&self, group: &str, change: GroupChange) -> Result<(), ChannelError> {
        self.ask(&Request::ChangeGroup { group: group.to_owned(), change }).await
    }

    async fn change_members(
        &self,
        group: &str,
        change: MemberChange,
        members: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError> {
        let (group, members) = (group.to_owned(), members.to_vec());
        self.ask(&Request::ChangeMembers { group, change, members }).await
    }

    async fn invite_link(&self, group: &str, renew: bool) -> Result<String, ChannelError> {
        self.ask(&Request::InviteLink { group: group.to_owned(), renew }).await
    }

    async fn join_group(&self, invite: &str) -> Result<JoinedGroup, ChannelError> {
        self.ask(&Request::JoinGroup { invite: invite.to_owned() }).await
    }

    async fn preview_group(&self, invite: &str) -> Result<GroupPreview, ChannelError> {
        self.ask(&Request::PreviewGroup { invite: invite.to_owned() }).await
    }

    async fn group_info(&self, group: &str) -> Result<GroupInfo, ChannelError> {
        self.ask(&Request::GroupInfo { group: group.to_owned() }).await
    }

    async fn leave_group(&self, group: &str) -> Result<(), ChannelError> {
        self.ask(&Request::LeaveGroup { group: group.to_owned() }).await
    }

    async fn change_state(&self, change: StateChange) -> Result<(), ChannelError> {
        self.ask(&Request::ChangeState { change }).await
    }

    fn communities(&self) -> Option<&dyn Communities> {
        Some(self)
    }

    fn newsletters(&self) -> Option<&dyn Newsletters> {
        Some(self)
    }

    fn businesses(&self) -> Option<&dyn Businesses> {
        Some(self)
    }

    async fn logout(&self) -> Result<(), ChannelError> {
        self.ask(&Request::Unlink).await
    }
}
