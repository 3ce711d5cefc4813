//! Communities: groups of groups.

use std::sync::Arc;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::{Group, Groups};

/// A group's place among the groups of a community.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// It belongs to none.
    #[default]
    Alone,
    /// It is a community.
    Community,
    /// It belongs to the community of this id.
    Linked(String),
    /// It is the one for announcements of the community of this id.
    Announcements(String),
}

impl Place {
    fn community(&self) -> Option<&str> {
        match self {
            Self::Linked(id) | Self::Announcements(id) => Some(id),
            Self::Alone | Self::Community => None,
        }
    }

    pub(super) fn nodes(&self) -> Vec<Node> {
        let parent = |id: &String| {
            NodeBuilder::new("linked_parent").attr("jid", Jid::group(id.as_str())).build()
        };
        match self {
            Self::Alone => Vec::new(),
            Self::Community => vec![NodeBuilder::new("parent").build()],
            Self::Linked(id) => vec![parent(id)],
            Self::Announcements(id) => {
                vec![parent(id), NodeBuilder::new("default_sub_group").build()]
            }
        }
    }
}

impl Group {
    pub(crate) fn place(&self) -> Place {
        self.state.lock().place.clone()
    }

    pub(crate) fn set_place(&self, place: Place) {
        self.state.lock().place = place;
    }

    pub(crate) fn is_announcements(&self) -> bool {
        matches!(self.place(), Place::Announcements(_))
    }

    /// `<group>` in the list of a community's groups.
    pub(crate) fn listed(&self) -> Node {
        let default = self.is_announcements();
        let default = default.then(|| NodeBuilder::new("default_sub_group").build());
        NodeBuilder::new("group")
            .attr("id", self.id.as_str())
            .attr("subject", self.subject())
            .attr("creation", self.created)
            .attr("creator", self.creator.jid(self.addressing))
            .attr("size", self.members().len())
            .children(default)
            .build()
    }
}

impl Groups {
    /// The groups of a community.
    pub(crate) fn linked_to(&self, community: &str) -> Vec<Arc<Group>> {
        let mut found: Vec<_> = self
            .all
            .lock()
            .values()
            .filter(|group| group.place().community() == Some(community))
            .cloned()
            .collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }
}
