//! Profile pictures and the "about" text.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::Request;
use crate::whatsapp::account::Account;
use crate::whatsapp::node::{attr, bytes, child_bytes, jid_attr, now_secs};
use crate::whatsapp::phone::set_picture;

pub(super) fn picture(request: &Request<'_>) -> Node {
    if request.set { change(request) } else { show(request) }
}

/// The URL of an account's picture; 404 if it has none.
fn show(request: &Request<'_>) -> Node {
    let target = jid_attr(request.iq, "target");
    let account = target.and_then(|jid| request.hub.directory.by_jid(&jid));
    let found = account.and_then(|account| account.profile.lock().picture.clone());
    let Some(found) = found else { return request.refuse(404, "item-not-found") };
    let asked = request.iq.get_optional_child("picture");
    let kind = asked.and_then(|asked| attr(asked, "type")).unwrap_or_else(|| "image".to_owned());
    request.give(
        NodeBuilder::new("picture")
            .attr("id", found.id)
            .attr("type", kind)
            .attr("url", format!("https://{}{}", request.hub.media.host(), found.path))
            .attr("direct_path", found.path)
            .build(),
    )
}

/// Sets the own picture: a JPEG, or nothing to remove it.
fn change(request: &Request<'_>) -> Node {
    let Some(account) = request.hub.directory.by_number(&request.companion.number) else {
        return request.refuse(404, "item-not-found");
    };
    if let Some(target) = jid_attr(request.iq, "target") {
        return change_of_group(request, &account, &target);
    }
    let Some(picture) = request.iq.get_optional_child("picture").and_then(bytes) else {
        set_picture(request.hub, &account, None);
        return request.done();
    };
    if !picture.starts_with(&[0xff, 0xd8, 0xff]) {
        return request.refuse(406, "not-acceptable");
    }
    let id = set_picture(request.hub, &account, Some(picture.into()));
    request.give(NodeBuilder::new("picture").attr("id", id).build())
}

/// Sets a group's picture, which its settings may reserve to admins.
fn change_of_group(request: &Request<'_>, account: &Account, target: &Jid) -> Node {
    let group = request.hub.groups.by_jid(target).filter(|group| group.has(account));
    let Some(group) = group else { return request.refuse(403, "forbidden") };
    if group.settings().admins_only_edit && !group.is_admin(account) {
        return request.refuse(403, "forbidden");
    }
    let Some(picture) = request.iq.get_optional_child("picture").and_then(bytes) else {
        group.set_picture(None);
        return request.done();
    };
    if !picture.starts_with(&[0xff, 0xd8, 0xff]) {
        return request.refuse(406, "not-acceptable");
    }
    group.set_picture(Some(picture));
    request.give(NodeBuilder::new("picture").attr("id", now_secs()).build())
}

pub(super) fn about(request: &Request<'_>) -> Node {
    if request.set
        && let Some(account) = request.hub.directory.by_number(&request.companion.number)
        && let Some(text) = child_bytes(request.iq, "status")
    {
        let mut profile = account.profile.lock();
        profile.about = String::from_utf8_lossy(&text).into_owned();
        profile.about_set = now_secs();
    }
    request.done()
}
