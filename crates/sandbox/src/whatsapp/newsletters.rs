//! Newsletters: their followers and posts. Posts are not encrypted, and the server numbers them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt as _, Node};

use super::account::{Account, Companion, Picture};
use super::hub::Hub;
use super::media::MediaStore;
use super::node::{attr, bytes, now_secs, server_id};
use super::phone::text_of;
use super::sync::Lock;

/// The first number that the network gives to a post.
const FIRST_NUMBER: u64 = 100;

/// A newsletter as its readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsletterSeen {
    /// Its name.
    pub name: String,
    /// The bytes of its picture.
    pub picture: Option<Vec<u8>>,
    /// Numbers of its followers, the owner first.
    pub followers: Vec<String>,
    /// The texts of its posts, the oldest first.
    pub posts: Vec<String>,
    /// Every reaction: who, to which text, and the emoji.
    pub reactions: Vec<(String, String, String)>,
}

/// A post.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) number: u64,
    kind: String,
    at: u64,
    author: Arc<Account>,
    plaintext: Node,
    /// Emojis, by the number of who reacted.
    reactions: BTreeMap<String, String>,
}

impl Post {
    fn text(&self) -> String {
        let message = bytes(&self.plaintext)
            .and_then(|raw| waproto::codec::message_decode(raw.as_slice()).ok());
        message.as_ref().and_then(text_of).unwrap_or_default().to_owned()
    }

    /// How readers see it: with what they made of it.
    fn node(&self, reader: &Account) -> Node {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for emoji in self.reactions.values() {
            *counts.entry(emoji.as_str()).or_default() += 1;
        }
        let counts = counts.into_iter().map(|(emoji, count)| {
            NodeBuilder::new("reaction").attr("code", emoji).attr("count", count).build()
        });
        let mut builder = NodeBuilder::new("message")
            .attr("id", self.id.as_str())
            .attr("server_id", self.number)
            .attr("t", self.at)
            .attr("type", self.kind.as_str());
        if *self.author == *reader {
            builder = builder.attr("is_sender", "true");
        }
        let reactions = NodeBuilder::new("reactions").children(counts).build();
        builder.children([self.plaintext.clone(), reactions]).build()
    }
}

/// One newsletter.
pub(crate) struct Newsletter {
    /// Digits of the address.
    id: String,
    owner: Arc<Account>,
    created: u64,
    /// What an invite link ends with.
    invite: String,
    state: Lock<State>,
}

struct State {
    name: String,
    description: Option<String>,
    picture: Option<Picture>,
    followers: Vec<Arc<Account>>,
    posts: Vec<Post>,
}

impl Newsletter {
    pub(crate) fn jid(&self) -> Jid {
        Jid::newsletter(self.id.as_str())
    }

    pub(crate) fn follows(&self, account: &Account) -> bool {
        self.state.lock().followers.iter().any(|one| **one == *account)
    }

    pub(crate) fn follow(&self, account: &Arc<Account>) {
        let mut state = self.state.lock();
        if !state.followers.contains(account) {
            state.followers.push(Arc::clone(account));
        }
    }

    /// False for the owner, who cannot leave it.
    pub(crate) fn unfollow(&self, account: &Account) -> bool {
        if *self.owner == *account {
            return false;
        }
        self.state.lock().followers.retain(|one| **one != *account);
        true
    }

    /// Changes what its owner names; false for any other account.
    pub(crate) fn change(&self, author: &Account, name: Option<&str>, text: Option<&str>) -> bool {
        if *self.owner != *author {
            return false;
        }
        let mut state = self.state.lock();
        if let Some(name) = name {
            name.clone_into(&mut state.name);
        }
        if let Some(text) = text {
            state.description = Some(text.to_owned()).filter(|text| !text.is_empty());
        }
        true
    }

    pub(crate) fn set_picture(&self, picture: Option<Picture>) {
        self.state.lock().picture = picture;
    }

    /// What clients read of it.
    pub(crate) fn metadata(&self, reader: &Account) -> Value {
        let (followers, name, description, picture) = {
            let state = self.state.lock();
            let picture = state.picture.clone();
            (state.followers.len(), state.name.clone(), state.description.clone(), picture)
        };
        // Both are empty if it has none.
        let (id, path) = picture.map(|one| (one.id, one.path)).unwrap_or_default();
        let role = if *self.owner == *reader {
            "owner"
        } else if self.follows(reader) {
            "subscriber"
        } else {
            "guest"
        };
        json!({
            "id": self.jid().to_string(),
            "state": { "type": "active" },
            "thread_metadata": {
                "name": { "text": name },
                "description": { "text": description },
                "subscribers_count": followers.to_string(),
                "verification": "UNVERIFIED",
                "invite": self.invite,
                "creation_time": self.created.to_string(),
                "picture": { "id": id, "type": "IMAGE", "direct_path": path },
            },
            "viewer_metadata": { "role": role, "mute": "OFF" },
        })
    }

    /// The last posts before a number, the oldest first.
    pub(crate) fn posts(&self, count: usize, before: Option<u64>, reader: &Account) -> Vec<Node> {
        let state = self.state.lock();
        let wanted = |post: &&Post| before.is_none_or(|before| post.number < before);
        let last = state.posts.iter().filter(wanted).rev().take(count);
        let mut nodes: Vec<Node> = last.map(|post| post.node(reader)).collect();
        nodes.reverse();
        nodes
    }

    /// The first posts after a number, the oldest first, as they are now.
    pub(crate) fn posts_after(
        &self,
        count: usize,
        after: Option<u64>,
        reader: &Account,
    ) -> Vec<Node> {
        let state = self.state.lock();
        let wanted = |post: &&Post| after.is_none_or(|after| post.number > after);
        state.posts.iter().filter(wanted).take(count).map(|post| post.node(reader)).collect()
    }

    pub(crate) fn seen(&self, media: &MediaStore) -> NewsletterSeen {
        let state = self.state.lock();
        let reactions = state.posts.iter().flat_map(|post| {
            let of = |(who, emoji): (&String, &String)| (who.clone(), post.text(), emoji.clone());
            post.reactions.iter().map(of).collect::<Vec<_>>()
        });
        NewsletterSeen {
            name: state.name.clone(),
            picture: state.picture.as_ref().and_then(|one| media.get(&one.path)).map(Into::into),
            followers: state.followers.iter().map(|one| one.number.clone()).collect(),
            posts: state.posts.iter().map(Post::text).collect(),
            reactions: reactions.collect(),
        }
    }

    fn publish(&self, author: &Arc<Account>, id: &str, kind: String, plaintext: Node) -> Post {
        let mut state = self.state.lock();
        let number = state.posts.last().map_or(FIRST_NUMBER, |last| last.number + 1);
        let post = Post {
            id: id.to_owned(),
            number,
            kind,
            at: now_secs(),
            author: Arc::clone(author),
            plaintext,
            reactions: BTreeMap::new(),
        };
        state.posts.push(post.clone());
        post
    }

    /// Replaces a post; without content it is removed. `None` if there is none of this id.
    fn replace(&self, id: &str, plaintext: &Node) -> Option<Post> {
        let mut state = self.state.lock();
        let at = state.posts.iter().position(|post| post.id == id)?;
        if bytes(plaintext).is_none_or(|content| content.is_empty()) {
            let removed = state.posts.remove(at);
            return Some(Post { plaintext: plaintext.clone(), ..removed });
        }
        state.posts[at].plaintext = plaintext.clone();
        Some(state.posts[at].clone())
    }

    fn react(&self, account: &Account, number: u64, emoji: &str) -> Result<(), u16> {
        let mut state = self.state.lock();
        let post = state.posts.iter_mut().find(|post| post.number == number).ok_or(404_u16)?;
        if emoji.is_empty() {
            post.reactions.remove(&account.number);
        } else {
            post.reactions.insert(account.number.clone(), emoji.to_owned());
        }
        Ok(())
    }

    /// Delivers a post to the devices of its followers but the one that posted.
    fn deliver(&self, post: &Post, from: &Companion, edit: Option<&str>) {
        let followers = self.state.lock().followers.clone();
        for companion in followers.iter().flat_map(|follower| follower.companions()) {
            if companion.number == from.number && companion.device == from.device {
                continue;
            }
            let mut builder = NodeBuilder::new("message")
                .attr("from", self.jid())
                .attr("id", post.id.as_str())
                .attr("server_id", post.number)
                .attr("t", post.at)
                .attr("type", post.kind.as_str());
            if let Some(edit) = edit {
                builder = builder.attr("edit", edit);
            }
            companion.mailbox.push(&post.id, builder.children([post.plaintext.clone()]).build());
        }
    }
}

/// Handles what a companion device sends to a newsletter; an error is the code of the refusal.
pub(crate) fn accept(
    hub: &Hub,
    companion: &Companion,
    node: &Node,
    id: &str,
    to: &Jid,
) -> Result<(), u16> {
    let author = hub.directory.by_number(&companion.number).ok_or(401_u16)?;
    let newsletter = hub.newsletters.by_jid(to).ok_or(404_u16)?;
    let kind = attr(node, "type").unwrap_or_else(|| "text".to_owned());
    if kind == "reaction" {
        let reaction = node.get_optional_child("reaction").ok_or(400_u16)?;
        let number = attr(node, "server_id").and_then(|text| text.parse().ok()).ok_or(400_u16)?;
        if !newsletter.follows(&author) {
            return Err(403);
        }
        return newsletter.react(&author, number, &attr(reaction, "code").unwrap_or_default());
    }
    if *newsletter.owner != *author {
        return Err(403);
    }
    let plaintext = node.get_optional_child("plaintext").ok_or(400_u16)?;
    let edit = attr(node, "edit");
    let handle = attr(node, "media_id").unwrap_or_default();
    if kind == "media" && edit.is_none() && !hub.media.has_handle(&handle) {
        return Err(406);
    }
    let post = match &edit {
        Some(_) => newsletter.replace(id, plaintext).ok_or(404_u16)?,
        None => newsletter.publish(&author, id, kind, plaintext.clone()),
    };
    newsletter.deliver(&post, companion, edit.as_deref());
    Ok(())
}

/// All newsletters by id.
#[derive(Default)]
pub(crate) struct Newsletters {
    all: Lock<HashMap<String, Arc<Newsletter>>>,
    next: AtomicU64,
}

impl Newsletters {
    /// Makes one; its owner follows it.
    pub(crate) fn create(
        &self,
        owner: &Arc<Account>,
        name: &str,
        description: Option<String>,
        picture: Option<Picture>,
    ) -> Arc<Newsletter> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let created = now_secs();
        let newsletter = Arc::new(Newsletter {
            id: format!("1203631{created}{number:03}"),
            owner: Arc::clone(owner),
            created,
            invite: format!("0029{}", server_id()),
            state: Lock::new(State {
                name: name.to_owned(),
                description,
                picture,
                followers: vec![Arc::clone(owner)],
                posts: Vec::new(),
            }),
        });
        self.all.lock().insert(newsletter.id.clone(), Arc::clone(&newsletter));
        newsletter
    }

    /// Deletes one for its owner; false for any other account.
    pub(crate) fn delete(&self, newsletter: &Newsletter, author: &Account) -> bool {
        if *newsletter.owner != *author {
            return false;
        }
        self.all.lock().remove(&newsletter.id).is_some()
    }

    pub(crate) fn by_jid(&self, jid: &Jid) -> Option<Arc<Newsletter>> {
        self.all.lock().get(jid.user()).cloned()
    }

    pub(crate) fn by_invite(&self, code: &str) -> Option<Arc<Newsletter>> {
        self.all.lock().values().find(|one| one.invite == code).cloned()
    }

    /// Those that an account follows.
    pub(crate) fn of(&self, account: &Account) -> Vec<Arc<Newsletter>> {
        let mut found: Vec<_> =
            self.all.lock().values().filter(|one| one.follows(account)).cloned().collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }
}
