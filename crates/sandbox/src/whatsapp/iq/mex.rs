//! Namespace `w:mex`: persisted queries, which clients name by number.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use wacore::iq::mex_operations::{
    create_newsletter, delete_newsletter, fetch_all_newsletters_metadata, fetch_all_subgroups,
    fetch_newsletter, join_newsletter, leave_newsletter, update_newsletter,
};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::Request;
use crate::whatsapp::account::{Account, Picture};
use crate::whatsapp::groups::Group;
use crate::whatsapp::newsletters::Newsletter;
use crate::whatsapp::node::{attr, bytes};
use crate::whatsapp::phone::stored_picture;

/// Characters of a newsletter's name.
const MAX_NAME: usize = 100;
/// Earlier numbers of two queries, by which other clients of the protocol name them.
const CREATE_BEFORE: &str = "8823471724422422";
const FETCH_BEFORE: &str = "6563316087068696";

pub(super) fn answer(request: &Request<'_>) -> Node {
    let Some(account) = request.hub.directory.by_number(&request.companion.number) else {
        return request.refuse(404, "item-not-found");
    };
    let query = request.iq.get_optional_child("query");
    let id = query.and_then(|query| attr(query, "query_id"));
    let body: Option<Value> =
        query.and_then(bytes).and_then(|raw| serde_json::from_slice(&raw).ok());
    let (Some(id), Some(body)) = (id, body) else { return request.refuse(400, "bad-request") };
    let variables = &body["variables"];
    if has_bad_picture(&id, variables) {
        return give(request, &refusal(406, "Not Acceptable"));
    }
    let Some(data) = result(request, &account, &id, variables) else {
        request.hub.stats.iqs_unknown.increase();
        return request.refuse(501, "feature-not-implemented");
    };
    give(request, &json!({ "data": data }))
}

fn give(request: &Request<'_>, answer: &Value) -> Node {
    let text = answer.to_string();
    request.give(NodeBuilder::new("result").bytes(text.into_bytes()).build())
}

/// Why a query is not carried out. The request itself has a result like any other.
fn refusal(code: u16, message: &str) -> Value {
    let extensions = json!({ "error_code": code, "is_retryable": false, "severity": "WARNING" });
    json!({ "data": null, "errors": [{ "message": message, "extensions": extensions }] })
}

/// Whether a newsletter is to have a picture that is no JPEG. An empty one removes its picture.
fn has_bad_picture(id: &str, variables: &Value) -> bool {
    let given = match id {
        create_newsletter::DOC_ID | CREATE_BEFORE => &variables["input"]["picture"],
        update_newsletter::DOC_ID => &variables["updates"]["picture"],
        _ => return false,
    };
    given.as_str().is_some_and(|text| !text.is_empty() && jpeg(text).is_none())
}

/// The data of a query; what does not exist is null. `None` for a query that is unknown.
fn result(
    request: &Request<'_>,
    account: &Arc<Account>,
    id: &str,
    variables: &Value,
) -> Option<Value> {
    let newsletters = &request.hub.newsletters;
    let named = || newsletter(request, variables["newsletter_id"].as_str()?);
    Some(match id {
        fetch_all_newsletters_metadata::DOC_ID => {
            let followed = newsletters.of(account);
            let all: Vec<Value> = followed.iter().map(|one| one.metadata(account)).collect();
            json!({ "xwa2_newsletter_subscribed": all })
        }
        fetch_newsletter::DOC_ID | FETCH_BEFORE => {
            let found = looked_up(request, &variables["input"]);
            json!({ "xwa2_newsletter": found.map(|one| one.metadata(account)) })
        }
        create_newsletter::DOC_ID | CREATE_BEFORE => {
            json!({ "xwa2_newsletter_create": create(request, account, &variables["input"]) })
        }
        join_newsletter::DOC_ID => {
            let joined = named().map(|one| {
                one.follow(account);
                one.metadata(account)
            });
            json!({ "xwa2_newsletter_join_v2": joined })
        }
        leave_newsletter::DOC_ID => {
            let left = named().filter(|one| one.unfollow(account));
            let left = left.map(|one| json!({ "id": one.jid().to_string() }));
            json!({ "xwa2_newsletter_leave_v2": left })
        }
        update_newsletter::DOC_ID => {
            let updates = &variables["updates"];
            let changed = named().filter(|one| change(request, account, one, updates));
            json!({ "xwa2_newsletter_update": changed.map(|one| one.metadata(account)) })
        }
        delete_newsletter::DOC_ID => {
            let deleted = named().filter(|one| newsletters.delete(one, account));
            let deleted = deleted.map(|one| json!({ "id": one.jid().to_string() }));
            json!({ "xwa2_newsletter_delete_v2": deleted })
        }
        fetch_all_subgroups::DOC_ID => {
            json!({ "xwa2_group_query_by_id": sub_groups(request, account, variables) })
        }
        _ => return None,
    })
}

fn newsletter(request: &Request<'_>, address: &str) -> Option<Arc<Newsletter>> {
    request.hub.newsletters.by_jid(&address.parse::<Jid>().ok()?)
}

fn looked_up(request: &Request<'_>, input: &Value) -> Option<Arc<Newsletter>> {
    let key = input["key"].as_str()?;
    match input["type"].as_str()? {
        "INVITE" => request.hub.newsletters.by_invite(key),
        _ => newsletter(request, key),
    }
}

fn create(request: &Request<'_>, account: &Arc<Account>, input: &Value) -> Option<Value> {
    let name = input["name"].as_str()?.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return None;
    }
    let description = input["description"].as_str().map(str::to_owned);
    let picture = input["picture"].as_str().and_then(|text| picture(request, text));
    let newsletters = &request.hub.newsletters;
    Some(newsletters.create(account, name, description, picture).metadata(account))
}

/// False if the account may not change it.
fn change(
    request: &Request<'_>,
    account: &Account,
    newsletter: &Newsletter,
    updates: &Value,
) -> bool {
    let (name, text) = (updates["name"].as_str(), updates["description"].as_str());
    let changed = newsletter.change(account, name, text);
    if changed && let Some(given) = updates["picture"].as_str() {
        newsletter.set_picture(picture(request, given));
    }
    changed
}

/// A picture of a query, on the media server; `None` for an empty one.
fn picture(request: &Request<'_>, text: &str) -> Option<Picture> {
    jpeg(text).map(|jpeg| stored_picture(&request.hub.media, jpeg.into()))
}

/// The bytes of a picture, which queries have as base64.
fn jpeg(text: &str) -> Option<Vec<u8>> {
    let bytes = BASE64_STANDARD.decode(text).ok()?;
    bytes.starts_with(&[0xff, 0xd8, 0xff]).then_some(bytes)
}

/// The groups of a community, for its members.
fn sub_groups(request: &Request<'_>, account: &Account, variables: &Value) -> Option<Value> {
    let community: Jid = variables["group_id"].as_str()?.parse().ok()?;
    let community = request.hub.groups.by_jid(&community).filter(|group| group.has(account))?;
    let node = |group: &Group| {
        json!({
            "id": group.jid().to_string(),
            "subject": { "value": group.subject() },
            "total_participants_count": group.members().len(),
        })
    };
    let (mut announcements, mut edges) = (Value::Null, Vec::new());
    for group in request.hub.groups.linked_to(&community.id) {
        if group.is_announcements() {
            announcements = node(&group);
        } else {
            edges.push(json!({ "node": node(&group) }));
        }
    }
    Some(json!({ "default_sub_group": announcements, "sub_groups": { "edges": edges } }))
}
