//! Namespace `w:g2`: who joins a group, and communities.

use std::sync::Arc;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::Request;
use super::groups::accounts;
use crate::whatsapp::account::Account;
use crate::whatsapp::groups::{Group, Place};
use crate::whatsapp::node::{attr, jid_attr, now_secs};

/// The name of a community's group for announcements.
const ANNOUNCEMENTS: &str = "Announcements";

/// Puts a new group in its place: a community gets its group for announcements.
pub(super) fn place(
    request: &Request<'_>,
    account: &Arc<Account>,
    group: &Arc<Group>,
    topic: &Node,
) {
    if let Some(parent) = topic.get_optional_child("parent") {
        group.set_place(Place::Community);
        let closed = attr(parent, "default_membership_approval_mode").is_some();
        group.set(|settings| settings.join_approval = closed);
        let addressing = request.hub.options.addressing;
        let announcements = request.hub.groups.create(ANNOUNCEMENTS, account, &[], addressing);
        announcements.set_place(Place::Announcements(group.id.clone()));
        announcements.set(|settings| settings.admins_only_send = true);
    } else if let Some(parent) = topic.get_optional_child("linked_parent")
        && let Some(community) = jid_attr(parent, "jid")
        && let Some(community) = request.hub.groups.by_jid(&community)
    {
        group.set_place(Place::Linked(community.id.clone()));
    }
}

/// A person who joins by a link waits for an admin.
pub(super) fn ask_to_join(request: &Request<'_>, account: &Arc<Account>, group: &Group) -> Node {
    if group.request(account) {
        let user = NodeBuilder::new("requested_user")
            .attr("jid", account.jid(group.addressing))
            .attr("phone_number", account.pn())
            .build();
        let created = NodeBuilder::new("created_membership_requests")
            .attr("request_method", "invite_link")
            .children([user])
            .build();
        group.notify(account, &created, &group.admins());
    }
    request.give(NodeBuilder::new("membership_approval_request").attr("jid", group.jid()).build())
}

/// Joins by an invite to this person.
pub(super) fn accept(request: &Request<'_>, account: &Arc<Account>, topic: &Node) -> Node {
    let group = jid_attr(request.iq, "to").and_then(|jid| request.hub.groups.by_jid(&jid));
    let Some(group) = group else { return request.refuse(404, "item-not-found") };
    let expires = attr(topic, "expiration").and_then(|text| text.parse::<u64>().ok());
    let is_valid = expires.is_none_or(|expires| expires > now_secs());
    let code = attr(topic, "code").unwrap_or_default();
    if !is_valid || !group.use_invite(&code, account) {
        return request.refuse(406, "not-acceptable");
    }
    if !group.add(account) {
        return request.refuse(409, "conflict");
    }
    join(account, &group, account);
    request.give(NodeBuilder::new("group").attr("jid", group.jid()).build())
}

/// Notifies the members of someone who joined.
fn join(author: &Account, group: &Group, joined: &Arc<Account>) {
    let people = group.participants_of(std::slice::from_ref(joined));
    let change = NodeBuilder::new("add").attr("reason", "invite").children(people).build();
    group.announce(author, &change, &[]);
}

/// Who asks to join.
pub(super) fn requests(request: &Request<'_>, group: &Group) -> Node {
    let waiting = group.requests().into_iter().map(|(account, since)| {
        NodeBuilder::new("membership_approval_request")
            .attr("jid", account.jid(group.addressing))
            .attr("request_time", since)
            .build()
    });
    request.give(NodeBuilder::new("membership_approval_requests").children(waiting).build())
}

/// An admin approves or rejects requests.
pub(super) fn answer(
    request: &Request<'_>,
    author: &Arc<Account>,
    group: &Group,
    topic: &Node,
) -> Node {
    let Some(decision) = topic.children().and_then(<[Node]>::first) else {
        return request.refuse(400, "bad-request");
    };
    let approve = decision.tag == "approve";
    let mut answers = Vec::new();
    for account in accounts(request, decision) {
        let builder = NodeBuilder::new("participant").attr("jid", account.jid(group.addressing));
        if !group.end_request(&account) {
            answers.push(builder.attr("error", "404").build());
            continue;
        }
        if approve && group.add(&account) {
            join(author, group, &account);
        } else {
            let people = group.participants_of(std::slice::from_ref(&account));
            let ended = NodeBuilder::new("revoked_membership_requests").children(people).build();
            group.notify(author, &ended, &group.admins());
        }
        answers.push(builder.build());
    }
    let tag = if approve { "approve" } else { "reject" };
    let decided = NodeBuilder::new(tag).children(answers).build();
    request.give(NodeBuilder::new("membership_requests_action").children([decided]).build())
}

/// The groups of a community, for its members.
pub(super) fn sub_groups(request: &Request<'_>, community: &Group) -> Node {
    let groups = request.hub.groups.linked_to(&community.id);
    let listed: Vec<Node> = groups.iter().map(|group| group.listed()).collect();
    request.give(NodeBuilder::new("sub_groups").children(listed).build())
}

/// Links groups to a community, or unlinks them.
pub(super) fn link(
    request: &Request<'_>,
    author: &Arc<Account>,
    community: &Group,
    topic: &Node,
) -> Node {
    if community.place() != Place::Community {
        return request.refuse(400, "bad-request");
    }
    let is_link = topic.tag == "links";
    let list = if is_link { topic.get_optional_child("link") } else { Some(topic) };
    let Some(list) = list else { return request.refuse(400, "bad-request") };
    let mut answers = Vec::new();
    for jid in list.get_children_by_tag("group").filter_map(|group| jid_attr(group, "jid")) {
        let error = relink(request, author, community, &jid, is_link).err();
        let builder = NodeBuilder::new("group").attr("jid", jid);
        answers.push(match error {
            Some(code) => builder.attr("error", code).build(),
            None => builder.build(),
        });
    }
    if is_link {
        let link = NodeBuilder::new("link").attr("link_type", "sub_group").children(answers);
        request.give(NodeBuilder::new("links").children([link.build()]).build())
    } else {
        let unlink = NodeBuilder::new("unlink").attr("unlink_type", "sub_group");
        request.give(unlink.children(answers).build())
    }
}

fn relink(
    request: &Request<'_>,
    author: &Account,
    community: &Group,
    jid: &Jid,
    is_link: bool,
) -> Result<(), u16> {
    let group = request.hub.groups.by_jid(jid).ok_or(404_u16)?;
    if !group.is_admin(author) {
        return Err(403);
    }
    let wanted = Place::Linked(community.id.clone());
    match (is_link, group.place()) {
        (true, Place::Alone) => group.set_place(wanted),
        (false, present) if present == wanted => group.set_place(Place::Alone),
        _ => return Err(409),
    }
    Ok(())
}
