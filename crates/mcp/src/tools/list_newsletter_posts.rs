use super::{Effect, Verb, instance, limit};
use crate::error::ToolError;
use omni_app::newsletters::{self, NewsletterPost, PostsQuery};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListNewsletterPosts {
    /// The instance: its name or id.
    instance: String,
    /// The newsletter: its `newsletterId`, or its chat's id.
    newsletter: String,
    /// Only those before the post of this `number`.
    before: Option<u64>,
    /// At most this many, 1 to 100; 20 if absent.
    limit: Option<u32>,
}

impl Verb for ListNewsletterPosts {
    const NAME: &'static str = "omni_list_newsletter_posts";
    const TITLE: &'static str = "List newsletter posts";
    const TEXT: &'static str = "Lists the posts of a newsletter that the instance follows, as the \
        network has them now, the newest first, with the number of each reaction.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let wanted = PostsQuery { limit: Some(limit(self.limit, 20, 100)?), before: self.before };
        let id = instance(app, caller, Scope::MessagesRead, &self.instance).await?;
        let posts = newsletters::posts(app, caller, id, &self.newsletter, wanted).await?;
        Ok(json!({ "items": posts.iter().map(post).collect::<Vec<_>>() }))
    }
}

fn post(post: &NewsletterPost) -> Value {
    let reaction = |(emoji, count): &(String, u64)| json!({ "emoji": emoji, "count": count });
    json!({
        "externalId": post.external_id,
        "number": post.number,
        "contentType": post.kind,
        "text": post.text,
        "fromMe": post.from_me,
        "reactions": post.reactions.iter().map(reaction).collect::<Vec<_>>(),
        "timestamp": post.at,
    })
}
