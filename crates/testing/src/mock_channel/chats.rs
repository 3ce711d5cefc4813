//! The chats of what a session makes, joins or follows: reported before the answer, as channels do.

use super::{FOUNDER, MockSession, address};
use omni_channel::{ChatInfo, Inbound};
use omni_domain::conversation::{Address, ChatType};

impl MockSession {
    /// A group or community that the account owns.
    pub(super) async fn report_made(&self, group: &str, name: &str, members: &[String]) {
        let others = members.iter().map(|one| (address::with_phone(Address::new(one)), "member"));
        let own = std::iter::once((self.own(), "owner"));
        self.report_chat(group, ChatType::Group, name, Some(own.chain(others).collect())).await;
    }

    /// A group that the account has joined.
    pub(super) async fn report_joined(&self, group: &str) {
        let members = vec![(address::of_digits(FOUNDER), "owner"), (self.own(), "member")];
        self.report_chat(group, ChatType::Group, "Team", Some(members)).await;
    }

    /// A newsletter that the account has made or follows.
    pub(super) async fn report_newsletter(&self, newsletter: &str, name: &str) {
        self.report_chat(newsletter, ChatType::Channel, name, None).await;
    }

    fn own(&self) -> Address {
        address::of_digits(&self.network.number_of(self.context.instance))
    }

    /// A failure is not returned: the network has done what it was asked for.
    async fn report_chat(
        &self,
        chat: &str,
        chat_type: ChatType,
        name: &str,
        participants: Option<Vec<(Address, &'static str)>>,
    ) {
        let (chat, name) = (Address::new(chat), Some(name.to_owned()));
        let info = ChatInfo { chat, chat_type, name, participants };
        let _ = self.context.sink.accept(vec![Inbound::Chat(info)]).await;
    }
}
