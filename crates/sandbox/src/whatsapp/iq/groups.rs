//! Namespace `w:g2`: group queries and changes.

use std::sync::Arc;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::{Request, communities};
use crate::whatsapp::account::Account;
use crate::whatsapp::groups::{Description, Group, approval};
use crate::whatsapp::node::{attr, bytes, jid_attr};

pub(super) fn answer(request: &Request<'_>) -> Node {
    let Some(account) = request.hub.directory.by_number(&request.companion.number) else {
        return request.refuse(404, "item-not-found");
    };
    let Some(topic) = request.topic() else { return request.refuse(400, "bad-request") };
    match &*topic.tag {
        "participating" => participating(request, &account),
        "create" => create(request, &account, topic),
        "leave" => leave(request, &account, topic),
        "invite" if attr(topic, "code").is_some() && request.set => join(request, &account, topic),
        "invite" if attr(topic, "code").is_some() => invited_to(request, topic),
        "accept" => communities::accept(request, &account, topic),
        _ => {
            let group = jid_attr(request.iq, "to").and_then(|jid| request.hub.groups.by_jid(&jid));
            match group.filter(|group| group.has(&account)) {
                Some(group) => within(request, &account, &group, topic),
                None => request.refuse(404, "item-not-found"),
            }
        }
    }
}

fn participating(request: &Request<'_>, account: &Account) -> Node {
    let groups = request.hub.groups.of(account);
    let groups = groups.iter().map(|group| group.info());
    request.give(NodeBuilder::new("groups").children(groups).build())
}

fn create(request: &Request<'_>, account: &Arc<Account>, topic: &Node) -> Node {
    let subject = attr(topic, "subject").unwrap_or_default();
    let members = accounts(request, topic);
    let addressing = request.hub.options.addressing;
    let group = request.hub.groups.create(&subject, account, &members, addressing);
    group.describe(topic.get_optional_child("description").and_then(described));
    communities::place(request, account, &group, topic);
    let create = NodeBuilder::new("create").attr("type", "new").children([group.info()]).build();
    group.announce(account, &create, &[]);
    request.give(group.info())
}

fn leave(request: &Request<'_>, account: &Arc<Account>, topic: &Node) -> Node {
    let left: Vec<Jid> = topic
        .get_children_by_tag("group")
        .filter_map(|group| attr(group, "id"))
        .map(|id| id.parse().unwrap_or_else(|_| Jid::group(id.as_str())))
        .collect();
    let mut answers = Vec::new();
    for jid in left {
        if let Some(group) = request.hub.groups.by_jid(&jid) {
            group.leave(account);
        }
        answers.push(NodeBuilder::new("group").attr("id", jid).build());
    }
    request.give(NodeBuilder::new("leave").children(answers).build())
}

/// Joins by the code of an invite link.
fn join(request: &Request<'_>, account: &Arc<Account>, topic: &Node) -> Node {
    let code = attr(topic, "code").unwrap_or_default();
    let Some(group) = request.hub.groups.by_invite(&code) else {
        return request.refuse(406, "not-acceptable");
    };
    if group.has(account) {
        return request.refuse(409, "conflict");
    }
    if group.settings().join_approval {
        return communities::ask_to_join(request, account, &group);
    }
    group.add(account);
    let joined = group.participants_of(std::slice::from_ref(account));
    let change = NodeBuilder::new("add").attr("reason", "invite").children(joined);
    group.announce(account, &change.build(), &[]);
    request.give(NodeBuilder::new("group").attr("jid", group.jid()).build())
}

/// What an invite link leads to, for those who have the link.
fn invited_to(request: &Request<'_>, topic: &Node) -> Node {
    let code = attr(topic, "code").unwrap_or_default();
    match request.hub.groups.by_invite(&code) {
        Some(group) => request.give(group.info()),
        None => request.refuse(406, "not-acceptable"),
    }
}

/// Whether the author may make this change.
fn is_allowed(author: &Account, group: &Group, topic: &str) -> bool {
    match topic {
        "query" | "sub_groups" => true,
        "add" => !group.settings().admins_only_add || group.is_admin(author),
        "subject" | "description" | "ephemeral" | "not_ephemeral" => {
            !group.settings().admins_only_edit || group.is_admin(author)
        }
        _ => group.is_admin(author),
    }
}

fn within(request: &Request<'_>, author: &Arc<Account>, group: &Group, topic: &Node) -> Node {
    if !is_allowed(author, group, &topic.tag) {
        return request.refuse(403, "forbidden");
    }
    match &*topic.tag {
        "query" => request.give(group.info()),
        "sub_groups" => communities::sub_groups(request, group),
        "description" => describe(request, author, group, topic),
        "locked" | "unlocked" => {
            group.set(|settings| settings.admins_only_edit = topic.tag == "locked");
            group.announce(
                author,
                &NodeBuilder::new_dynamic(topic.tag.clone().into_owned()).build(),
                &[],
            );
            request.done()
        }
        "announcement" | "not_announcement" => {
            group.set(|settings| settings.admins_only_send = topic.tag == "announcement");
            group.announce(
                author,
                &NodeBuilder::new_dynamic(topic.tag.clone().into_owned()).build(),
                &[],
            );
            request.done()
        }
        "subject" => {
            let subject = bytes(topic).unwrap_or_default();
            group.change_subject(author, String::from_utf8_lossy(&subject).into_owned());
            request.done()
        }
        "member_add_mode" => {
            let mode = bytes(topic).unwrap_or_default();
            group.set(|settings| settings.admins_only_add = mode == b"admin_add");
            group.announce(author, topic, &[]);
            request.done()
        }
        "membership_approval_mode" => {
            let join = topic.get_optional_child("group_join");
            let wanted = join.and_then(|join| attr(join, "state")).as_deref() == Some("on");
            group.set(|settings| settings.join_approval = wanted);
            group.announce(author, &approval(wanted), &[]);
            request.done()
        }
        "ephemeral" | "not_ephemeral" => {
            let seconds = attr(topic, "expiration").and_then(|text| text.parse().ok());
            group.set(|settings| settings.disappearing_seconds = seconds.unwrap_or(0));
            group.announce(author, topic, &[]);
            request.done()
        }
        "membership_approval_requests" => communities::requests(request, group),
        "membership_requests_action" => communities::answer(request, author, group, topic),
        "links" | "unlink" => communities::link(request, author, group, topic),
        "add" | "remove" | "promote" | "demote" => change_members(request, author, group, topic),
        "invite" => {
            if request.set {
                group.renew_invite();
            }
            request.give(NodeBuilder::new("invite").attr("code", group.invite()).build())
        }
        _ => {
            request.hub.stats.iqs_unknown.increase();
            request.refuse(501, "feature-not-implemented")
        }
    }
}

fn described(topic: &Node) -> Option<Description> {
    let text = topic.get_optional_child("body").and_then(bytes)?;
    let text = String::from_utf8_lossy(&text).into_owned();
    Some(Description { id: attr(topic, "id").unwrap_or_default(), text })
}

/// The change has to name the description that it replaces.
fn describe(request: &Request<'_>, author: &Arc<Account>, group: &Group, topic: &Node) -> Node {
    if attr(topic, "prev") != group.description().map(|description| description.id) {
        return request.refuse(409, "conflict");
    }
    let text = topic.get_optional_child("body").and_then(bytes).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let id = attr(topic, "id").unwrap_or_default();
    let is_removed = attr(topic, "delete").is_some();
    group.describe((!is_removed).then_some(Description { id, text }));
    group.announce(author, topic, &[]);
    request.done()
}

fn change_members(
    request: &Request<'_>,
    author: &Arc<Account>,
    group: &Group,
    topic: &Node,
) -> Node {
    let chosen = accounts(request, topic);
    let changed: Vec<Arc<Account>> = chosen
        .iter()
        .filter(|account| match &*topic.tag {
            "add" => account.may_be_added() && group.add(account),
            "remove" => group.remove(account),
            kind => group.set_admin(account, kind == "promote"),
        })
        .cloned()
        .collect();
    let tag = topic.tag.clone().into_owned();
    let change = NodeBuilder::new_dynamic(tag.clone()).children(group.participants_of(&changed));
    let removed = if tag == "remove" { changed.as_slice() } else { &[] };
    group.announce(author, &change.build(), removed);
    let answers = topic.get_children_by_tag("participant").filter_map(|participant| {
        let jid = jid_attr(participant, "jid")?;
        let known = request.hub.directory.by_jid(&jid);
        let builder = NodeBuilder::new("participant").attr("jid", jid);
        Some(match known {
            None => builder.attr("error", "404").build(),
            Some(account) if topic.tag == "add" && !account.may_be_added() => {
                let (code, until) = group.invite_person(&account);
                let offer = NodeBuilder::new("add_request").attr("code", code);
                let offer = offer.attr("expiration", until).build();
                builder.attr("error", "403").children([offer]).build()
            }
            Some(_) => builder.build(),
        })
    });
    request.give(NodeBuilder::new_dynamic(tag).children(answers).build())
}

/// The accounts that `<participant>` children name.
pub(super) fn accounts(request: &Request<'_>, topic: &Node) -> Vec<Arc<Account>> {
    topic
        .get_children_by_tag("participant")
        .filter_map(|participant| jid_attr(participant, "jid"))
        .filter_map(|jid| request.hub.directory.by_jid(&jid))
        .collect()
}
