use super::{ask, moment, newsletter_jid};
use crate::inbound::plain_content;
use crate::session::Core;
use omni_channel::{ChannelError, NewsletterPost, PostsRequest};
use omni_domain::Timestamp;
use omni_domain::content::Content;
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::NewsletterMessage;

/// The posts of a newsletter, the newest first.
pub(crate) async fn posts(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &str,
    request: PostsRequest,
) -> Result<Vec<NewsletterPost>, ChannelError> {
    let jid = newsletter_jid(newsletter)?;
    let feature = client.newsletter();
    let found = ask(core, feature.get_messages(jid, request.count, request.before)).await?;
    let mut posts: Vec<NewsletterPost> = found.into_iter().filter_map(read).collect();
    posts.sort_by_key(|post| std::cmp::Reverse(post.number));
    Ok(posts)
}

/// A post with content; reactions and revokes are none of their own.
fn read(message: NewsletterMessage) -> Option<NewsletterPost> {
    let content = plain_content(message.message.as_ref()?)?;
    Some(NewsletterPost {
        external_id: message.message_id,
        number: message.server_id,
        text: text_of(&content),
        kind: content.content_type().as_str().to_owned(),
        from_me: message.is_sender,
        at: moment(message.timestamp).unwrap_or(Timestamp(0)),
        reactions: message.reactions.into_iter().map(|one| (one.code, one.count)).collect(),
    })
}

fn text_of(content: &Content) -> Option<String> {
    content.typed_text().map(str::to_owned)
}
