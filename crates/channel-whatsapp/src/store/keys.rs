//! Names of the namespaces, and how composite keys are written.

pub(super) const DEVICE: &str = "wa.device";
pub(super) const IDENTITY: &str = "wa.identity";
pub(super) const SESSION: &str = "wa.session";
/// `num` is 1 once the key was uploaded.
pub(super) const PREKEY: &str = "wa.prekey";
pub(super) const SIGNED_PREKEY: &str = "wa.signed_prekey";
pub(super) const SENDER_KEY: &str = "wa.sender_key";
pub(super) const SYNC_KEY: &str = "wa.sync_key";
pub(super) const SYNC_KEY_LATEST: &str = "wa.sync_key_latest";
pub(super) const SYNC_VERSION: &str = "wa.sync_version";
pub(super) const SYNC_MAC: &str = "wa.sync_mac";
/// `num` is 1 if the device has the account's sender key.
pub(super) const SENDER_KEY_DEVICE: &str = "wa.sender_key_device";
pub(super) const LID: &str = "wa.lid";
pub(super) const PN: &str = "wa.pn";
pub(super) const BASE_KEY: &str = "wa.base_key";
pub(super) const DEVICES: &str = "wa.devices";
pub(super) const GROUP: &str = "wa.group";
pub(super) const TC_TOKEN: &str = "wa.tc_token";
/// `num` is the second it was sent.
pub(super) const SENT: &str = "wa.sent";
/// `num` is the second it arrived.
pub(super) const PENDING: &str = "wa.pending";
/// `num` is the second it expires; 0 is never.
pub(super) const SECRET: &str = "wa.secret";
/// Recipients known to be on WhatsApp; `num` is the second that was learnt.
pub(crate) const KNOWN: &str = "wa.known";
/// What votes in a poll are read with, by the poll's id; `num` is the second it was kept.
pub(crate) const POLL: &str = "wa.poll";
/// Seconds after which the messages of a chat disappear, by its address; `num` is the second that
/// was learnt.
pub(crate) const EXPIRATION: &str = "wa.expiration";
/// Groups whose metadata was reported; `num` is the second of the report.
pub(crate) const GROUP_SEEN: &str = "wa.group_seen";

/// Joins parts with `|`, which no JID contains; a part that may contain it (a message id) must
/// come last.
pub(super) fn join(parts: &[&str]) -> String {
    parts.join("|")
}

/// A number such that keys sort as the numbers do.
pub(super) fn number(id: u32) -> String {
    format!("{id:010}")
}
