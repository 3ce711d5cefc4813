//! The account's own state: collections of app state, properties, privacy and the blocklist.

use axum::body::Bytes;
use wacore::download::MediaType;
use wacore::upload::encrypt_media;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::buffa::Message as _;
use waproto::whatsapp::{ExternalBlobReference, SyncdSnapshot};

use super::Request;
use crate::whatsapp::account::Account;
use crate::whatsapp::app_state::{self, Refused};
use crate::whatsapp::node::{attr, child_bytes, jid_attr, now_secs};

/// Answers which patches follow the version of a device, and takes new ones.
pub(super) fn collections(request: &Request<'_>) -> Node {
    let asked = request.iq.get_optional_child("sync").and_then(Node::children).unwrap_or_default();
    let account = request.hub.directory.by_number(&request.companion.number);
    let collections = asked.iter().map(|asked| {
        let name = attr(asked, "name").unwrap_or_default();
        match (&account, app_state::kept(&name)) {
            (Some(account), Some(name)) => kept_collection(request, account, name, asked),
            _ => empty_collection(&name, asked),
        }
    });
    let collections: Vec<Node> = collections.collect();
    request.give(NodeBuilder::new("sync").children(collections).build())
}

fn known_version(asked: &Node) -> u64 {
    attr(asked, "version").and_then(|version| version.parse().ok()).unwrap_or(0)
}

/// Is empty for ever: patches are accepted and dropped.
fn empty_collection(name: &str, asked: &Node) -> Node {
    let pushed = asked.get_optional_child("patch").is_some();
    NodeBuilder::new("collection")
        .attr("name", name)
        .attr("version", known_version(asked) + u64::from(pushed))
        .build()
}

fn kept_collection(
    request: &Request<'_>,
    account: &Account,
    name: &'static str,
    asked: &Node,
) -> Node {
    let base = known_version(asked);
    let builder = NodeBuilder::new("collection").attr("name", name);
    let Some(patch) = child_bytes(asked, "patch") else {
        let key = account.app_state_key();
        let state = account.app_state.lock();
        let wants_all = attr(asked, "return_snapshot").as_deref() == Some("true") && base == 0;
        if wants_all
            && state.gives_snapshots
            && let Some(snapshot) = state.snapshot(&key, name)
            && let Some(file) = snapshot_file(request, &snapshot)
        {
            let version = state.version(name);
            return builder.attr("version", version).children([file]).build();
        }
        let patches = NodeBuilder::new("patches").children(state.since(name, base)).build();
        return builder.attr("version", state.version(name)).children([patches]).build();
    };
    let key = account.app_state_key();
    let accepted = account.app_state.lock().accept(&key, name, base, &patch);
    let (code, text) = match accepted {
        Ok(()) => {
            app_state::announce(account, name, Some(request.companion));
            account.phone.wake();
            return builder.attr("version", base + 1).build();
        }
        Err(Refused::Conflict) => (409, "conflict"),
        Err(Refused::Invalid) => (400, "bad-request"),
    };
    let error = NodeBuilder::new("error").attr("code", code).attr("text", text).build();
    let missed = account.app_state.lock().since(name, base);
    let patches = NodeBuilder::new("patches").children(missed).build();
    builder.attr("type", "error").children([error, patches]).build()
}

/// A list of all that a collection has, as a file on the media server.
fn snapshot_file(request: &Request<'_>, snapshot: &SyncdSnapshot) -> Option<Node> {
    let list = snapshot.encode_to_vec();
    let encrypted = encrypt_media(&list, MediaType::AppState).ok()?;
    let blob = Bytes::from(encrypted.data_to_upload);
    let kind = MediaType::AppState.mms_type();
    let reference = ExternalBlobReference {
        media_key: Some(encrypted.media_key.to_vec()),
        direct_path: Some(request.hub.media.put(kind, &encrypted.file_enc_sha256, blob)),
        file_size_bytes: Some(list.len() as u64),
        file_sha256: Some(encrypted.file_sha256.to_vec()),
        file_enc_sha256: Some(encrypted.file_enc_sha256.to_vec()),
        ..Default::default()
    };
    Some(NodeBuilder::new("snapshot").bytes(reference.encode_to_vec()).build())
}

pub(super) fn props(request: &Request<'_>) -> Node {
    request.give(
        NodeBuilder::new("props")
            .attr("protocol", "1")
            .attr("ab_key", "sandbox")
            .attr("hash", "sandbox")
            .attr("refresh", 86_400)
            .attr("refresh_id", "1")
            .build(),
    )
}

pub(super) fn privacy(request: &Request<'_>) -> Node {
    if let Some(tokens) = request.iq.get_optional_child("tokens") {
        return issue_tokens(request, tokens);
    }
    let Some(account) = request.hub.directory.by_number(&request.companion.number) else {
        return request.refuse(404, "item-not-found");
    };
    let changed = request.iq.get_optional_child("privacy").and_then(Node::children);
    if request.set {
        for category in changed.unwrap_or_default() {
            let (Some(name), Some(value)) = (attr(category, "name"), attr(category, "value"))
            else {
                return request.refuse(400, "bad-request");
            };
            account.privacy.lock().insert(name, value);
        }
        app_state::announce_list(&account, "privacy", Some(request.companion));
    }
    let settings = account.privacy.lock().clone();
    let categories = settings.into_iter().map(|(name, value)| {
        NodeBuilder::new("category").attr("name", name).attr("value", value).build()
    });
    request.give(NodeBuilder::new("privacy").children(categories).build())
}

/// Trusted-contact tokens: arbitrary bytes, because they are not checked here.
fn issue_tokens(request: &Request<'_>, tokens: &Node) -> Node {
    let asked = tokens.children().unwrap_or_default();
    let issued = asked.iter().filter_map(|token| {
        let jid = jid_attr(token, "jid")?;
        let builder = NodeBuilder::new("token")
            .attr("jid", jid)
            .attr("t", attr(token, "t").unwrap_or_else(|| now_secs().to_string()))
            .attr("type", "trusted_contact");
        Some(builder.bytes(b"sandbox-token".to_vec()).build())
    });
    request.give(NodeBuilder::new("tokens").children(issued).build())
}

/// People are blocked by their LID, and with their number beside it.
pub(super) fn blocklist(request: &Request<'_>) -> Node {
    let Some(account) = request.hub.directory.by_number(&request.companion.number) else {
        return request.refuse(404, "item-not-found");
    };
    if request.set {
        let Some(item) = request.iq.get_optional_child("item") else {
            return request.refuse(400, "bad-request");
        };
        let unblocks = attr(item, "action").as_deref() == Some("unblock");
        let Some(jid) = jid_attr(item, "jid").filter(Jid::is_lid) else {
            return request.refuse(400, "bad-request");
        };
        if !unblocks && jid_attr(item, "pn_jid").is_none() {
            return request.refuse(400, "bad-request");
        }
        let jid = jid.to_string();
        let mut blocked = account.blocked.lock();
        if unblocks {
            blocked.remove(&jid)
        } else {
            blocked.insert(jid)
        };
        drop(blocked);
        app_state::announce_list(&account, "blocklist", Some(request.companion));
    }
    let blocked: Vec<String> = account.blocked.lock().iter().cloned().collect();
    let items = blocked.iter().map(|jid| NodeBuilder::new("item").attr("jid", jid).build());
    request.give(NodeBuilder::new("list").attr("dhash", "sandbox").children(items).build())
}
