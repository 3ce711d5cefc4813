//! A group's settings.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

/// What only admins may do, and how long messages stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, as on the network")]
pub struct Settings {
    /// Write messages.
    pub admins_only_send: bool,
    /// Change name and description.
    pub admins_only_edit: bool,
    /// Add members.
    pub admins_only_add: bool,
    /// Decide who joins.
    pub join_approval: bool,
    /// Seconds after which messages disappear; 0 if they stay.
    pub disappearing_seconds: u32,
}

impl Settings {
    pub(super) fn nodes(self) -> impl Iterator<Item = Node> {
        let switches = [("announcement", self.admins_only_send), ("locked", self.admins_only_edit)];
        let switches = switches.into_iter().filter(|(_, is_set)| *is_set);
        let ephemeral = (self.disappearing_seconds > 0).then(|| {
            NodeBuilder::new("ephemeral").attr("expiration", self.disappearing_seconds).build()
        });
        let mode = if self.admins_only_add { "admin_add" } else { "all_member_add" };
        let adding = NodeBuilder::new("member_add_mode").string_content(mode).build();
        switches
            .map(|(tag, _)| NodeBuilder::new(tag).build())
            .chain(ephemeral)
            .chain([adding])
            .chain(self.join_approval.then(|| approval(true)))
    }
}

/// `<membership_approval_mode>`, as in changes and metadata.
pub(crate) fn approval(wanted: bool) -> Node {
    let state = if wanted { "on" } else { "off" };
    let join = NodeBuilder::new("group_join").attr("state", state).build();
    NodeBuilder::new("membership_approval_mode").children([join]).build()
}
