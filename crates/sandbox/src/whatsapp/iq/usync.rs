//! Namespace `usync`: who is on the network, which devices, which LID.

use std::sync::Arc;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, Server};

use super::Request;
use crate::whatsapp::account::{Account, digits};
use crate::whatsapp::device_list::{usync_devices, watch};
use crate::whatsapp::node::{attr, bytes, jid_attr};

pub(super) fn answer(request: &Request<'_>) -> Node {
    let Some(usync) = request.iq.get_optional_child("usync") else {
        return request.refuse(400, "bad-request");
    };
    let protocols: Vec<&str> = usync
        .get_optional_child("query")
        .and_then(Node::children)
        .unwrap_or_default()
        .iter()
        .map(|protocol| &*protocol.tag)
        .collect();
    let list = usync.get_optional_child("list").and_then(Node::children).unwrap_or_default();
    let users: Vec<Node> =
        list.iter().filter_map(|user| answer_user(request, user, &protocols)).collect();
    let states = protocols.iter().map(|tag| NodeBuilder::new_dynamic((*tag).to_owned()).build());
    let reply = NodeBuilder::new("usync")
        .attr("sid", attr(usync, "sid").unwrap_or_default())
        .attr("index", "0")
        .attr("last", "true")
        .attr("mode", attr(usync, "mode").unwrap_or_else(|| "query".to_owned()))
        .attr("context", attr(usync, "context").unwrap_or_else(|| "interactive".to_owned()))
        .children([
            NodeBuilder::new("result").children(states).build(),
            NodeBuilder::new("list").children(users).build(),
        ]);
    request.give(reply.build())
}

/// The subject of a `<user>` of the request: an address, or a number to look up.
fn subject(request: &Request<'_>, user: &Node) -> (Option<Jid>, Option<Arc<Account>>) {
    let directory = &request.hub.directory;
    if let Some(jid) = jid_attr(user, "jid").or_else(|| jid_attr(user, "pn_jid")) {
        let account = directory.by_jid(&jid);
        return (Some(jid), account);
    }
    let number = user.get_optional_child("contact").and_then(bytes);
    let number = number.map(|raw| digits(&String::from_utf8_lossy(&raw)));
    match number {
        Some(number) => (Some(Jid::pn(number.as_str())), directory.by_number(&number)),
        None => (None, None),
    }
}

fn answer_user(request: &Request<'_>, user: &Node, protocols: &[&str]) -> Option<Node> {
    let (jid, account) = subject(request, user);
    let jid = jid?;
    let mut children = Vec::new();
    for protocol in protocols {
        children.extend(match (*protocol, account.as_deref()) {
            ("contact", account) => Some(contact(user, account.is_some())),
            ("devices", Some(account)) => {
                watch(account, request.companion);
                usync_devices(account).ok()
            }
            ("lid", Some(account)) => {
                Some(NodeBuilder::new("lid").attr("val", account.lid()).build())
            }
            ("status", Some(account)) => {
                let profile = account.profile.lock();
                let status = NodeBuilder::new("status").attr("t", profile.about_set);
                Some(status.string_content(profile.about.as_str()).build())
            }
            ("disappearing_mode", Some(_)) => {
                Some(NodeBuilder::new("disappearing_mode").attr("duration", 0).attr("t", 0).build())
            }
            // Only a business account has this.
            ("business", Some(account)) => account.profile.lock().business.as_ref().map(|name| {
                let verified = NodeBuilder::new("verified_name").attr("name", name.as_str());
                NodeBuilder::new("business").children([verified.build()]).build()
            }),
            ("picture", Some(account)) => {
                account.profile.lock().picture.as_ref().map(|picture| {
                    NodeBuilder::new("picture").attr("id", picture.id.as_str()).build()
                })
            }
            _ => None,
        });
    }
    if children.is_empty() && account.is_none() {
        return None;
    }
    let mut builder = NodeBuilder::new("user").attr("jid", jid.clone());
    if jid.server == Server::Lid
        && let Some(account) = &account
    {
        builder = builder.attr("pn_jid", account.pn());
    }
    Some(builder.children(children).build())
}

fn contact(user: &Node, known: bool) -> Node {
    let asked = user.get_optional_child("contact").and_then(bytes).unwrap_or_default();
    NodeBuilder::new("contact").attr("type", if known { "in" } else { "out" }).bytes(asked).build()
}
