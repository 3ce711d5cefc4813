use super::{ask, described, newsletter_jid};
use crate::session::Core;
use omni_channel::{ChannelError, NewsletterInfo};
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::NewsletterMetadata;

/// What an invite link begins with.
const LINKS: [&str; 2] = ["https://whatsapp.com/channel/", "https://www.whatsapp.com/channel/"];

/// A newsletter, by its link, the code in it, or its address. It need not be followed.
pub(crate) async fn find(
    core: &Core,
    client: &Arc<Client>,
    invite: &str,
) -> Result<NewsletterInfo, ChannelError> {
    metadata(core, client, invite).await.map(described)
}

pub(super) async fn metadata(
    core: &Core,
    client: &Arc<Client>,
    invite: &str,
) -> Result<NewsletterMetadata, ChannelError> {
    let feature = client.newsletter();
    if invite.contains('@') {
        let jid = newsletter_jid(invite)?;
        return ask(core, feature.get_metadata(&jid)).await;
    }
    ask(core, feature.get_metadata_by_invite(code_of(invite))).await
}

fn code_of(invite: &str) -> &str {
    let code = LINKS.iter().find_map(|link| invite.strip_prefix(link)).unwrap_or(invite);
    code.split(['/', '?']).next().unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::code_of;

    #[test]
    fn the_code_of_an_invite_link_is_found() {
        assert_eq!(code_of("0029VaAbC"), "0029VaAbC");
        assert_eq!(code_of("https://whatsapp.com/channel/0029VaAbC"), "0029VaAbC");
        assert_eq!(code_of("https://www.whatsapp.com/channel/0029VaAbC/12?x=1"), "0029VaAbC");
    }
}
