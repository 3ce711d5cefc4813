use super::find::metadata;
use super::{ask, described, newsletter_jid};
use crate::session::Core;
use omni_channel::{ChannelError, ChatInfo, Inbound, NewNewsletter, NewsletterInfo};
use omni_domain::conversation::ChatType;
use std::sync::Arc;
use whatsapp_rust::Client;

/// Makes a newsletter.
pub(crate) async fn create(
    core: &Core,
    client: &Arc<Client>,
    wanted: NewNewsletter,
) -> Result<NewsletterInfo, ChannelError> {
    let feature = client.newsletter();
    let made = ask(core, feature.create(&wanted.name, wanted.description.as_deref())).await?;
    let made = described(made);
    report(core, &made).await;
    Ok(made)
}

/// Follows a newsletter, by its link, the code in it, or its address.
pub(crate) async fn follow(
    core: &Core,
    client: &Arc<Client>,
    invite: &str,
) -> Result<NewsletterInfo, ChannelError> {
    let jid = if invite.contains('@') {
        newsletter_jid(invite)?
    } else {
        metadata(core, client, invite).await?.jid
    };
    let joined = described(ask(core, client.newsletter().join(&jid)).await?);
    report(core, &joined).await;
    Ok(joined)
}

/// Follows a newsletter no more.
pub(crate) async fn unfollow(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &str,
) -> Result<(), ChannelError> {
    let jid = newsletter_jid(newsletter)?;
    ask(core, client.newsletter().leave(&jid)).await
}

/// Its chat appears at once, with its name. The newsletter exists in any case: a failure is logged, and the
/// chat is stored with the next post.
pub(super) async fn report(core: &Core, newsletter: &NewsletterInfo) {
    let info = ChatInfo {
        chat: newsletter.address.clone(),
        chat_type: ChatType::Channel,
        name: Some(newsletter.name.clone()).filter(|name| !name.is_empty()),
        participants: None,
    };
    if let Err(error) = core.context.sink.accept(vec![Inbound::Chat(info)]).await {
        tracing::warn!(instance.id = %core.context.instance, %error, "the chat of a newsletter could not be stored; it is stored with its next post");
    }
}
