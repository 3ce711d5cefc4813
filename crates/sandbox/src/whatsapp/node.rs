//! Small helpers to read and build stanzas.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use rand::RngExt;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, NodeContent, SERVER_JID};

/// The time. The network simulates the outside world, whose clock tests do not set.
#[expect(clippy::disallowed_methods, reason = "tests do not set the network's clock")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// Seconds since the epoch.
pub(crate) fn now_secs() -> u64 {
    now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

/// Milliseconds since the epoch, signed as in the message schema.
pub(crate) fn now_millis() -> i64 {
    let elapsed = now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// An id for a stanza that the server starts.
pub(crate) fn server_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("srv-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// An id for a message, in the form of phones.
pub(crate) fn message_id() -> String {
    let bytes: [u8; 9] = rand::rng().random();
    format!("3A{}", hex::encode_upper(bytes))
}

/// Attribute as text.
pub(crate) fn attr(node: &Node, key: &str) -> Option<String> {
    node.attrs.get(key).map(|value| value.as_str().into_owned())
}

/// Attribute as address.
pub(crate) fn jid_attr(node: &Node, key: &str) -> Option<Jid> {
    node.attrs.get(key).and_then(wacore_binary::NodeValue::to_jid)
}

/// Content as bytes; a text as its UTF-8 bytes.
pub(crate) fn bytes(node: &Node) -> Option<Vec<u8>> {
    match node.content.as_ref()? {
        NodeContent::Bytes(bytes) => Some(bytes.clone()),
        NodeContent::String(text) => Some(text.as_bytes().to_vec()),
        NodeContent::Nodes(_) => None,
    }
}

/// Content of a child as bytes.
pub(crate) fn child_bytes(node: &Node, tag: &str) -> Option<Vec<u8>> {
    node.get_optional_child(tag).and_then(bytes)
}

/// Big-endian number in a child, as key ids are written.
pub(crate) fn child_uint(node: &Node, tag: &str) -> Option<u32> {
    let raw = child_bytes(node, tag)?;
    (raw.len() <= 4).then(|| raw.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)))
}

/// `<iq type="result">` for the request `id`.
pub(crate) fn result(id: &str, children: Vec<Node>) -> Node {
    let iq = NodeBuilder::new("iq")
        .attr("from", Jid::new("", wacore_binary::Server::Pn))
        .attr("id", id)
        .attr("type", "result");
    if children.is_empty() { iq.build() } else { iq.children(children).build() }
}

/// `<iq type="error">` for the request `id`.
pub(crate) fn error(id: &str, code: u16, text: &str) -> Node {
    NodeBuilder::new("iq")
        .attr("from", SERVER_JID)
        .attr("id", id)
        .attr("type", "error")
        .children([NodeBuilder::new("error").attr("code", code).attr("text", text).build()])
        .build()
}
