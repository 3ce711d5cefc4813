//! Which node owns which instance: a bounded share each, computed alike by every node.

use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use std::collections::{BTreeMap, HashMap};

/// A node, and the networks whose instances it may own.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) id: &'a str,
    pub(super) channels: &'a [ChannelType],
}

/// An instance that some node should own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) id: InstanceId,
    pub(super) channel: ChannelType,
    /// The node that owns it.
    pub(super) owner: Option<&'a str>,
}

/// What a node does next.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Instances to acquire.
    pub(super) claim: Vec<InstanceId>,
    /// Instances of which one may be handed over: this node has more than its share, and another
    /// one less.
    pub(super) surplus: Vec<InstanceId>,
}

/// The plan of node `me`. Instances that a node owns stay where they are; only free ones are
/// assigned, and a surplus is handed over.
pub(super) fn plan(me: &str, nodes: &[Node<'_>], items: &[Item<'_>]) -> Plan {
    let mut of_channel: BTreeMap<&str, Vec<Item<'_>>> = BTreeMap::new();
    for item in items {
        of_channel.entry(item.channel.as_str()).or_default().push(*item);
    }
    let mut plan = Plan::default();
    for items in of_channel.values() {
        plan_channel(me, nodes, items, &mut plan);
    }
    plan
}

fn plan_channel(me: &str, nodes: &[Node<'_>], items: &[Item<'_>], plan: &mut Plan) {
    let Some(kind) = items.first().map(|item| item.channel) else { return };
    let serving: Vec<&str> =
        nodes.iter().filter(|node| node.channels.contains(&kind)).map(|node| node.id).collect();
    if !serving.contains(&me) {
        return;
    }
    let share = items.len().div_ceil(serving.len());
    let mut counts: HashMap<&str, usize> = serving.iter().map(|id| (*id, 0)).collect();
    for owner in items.iter().filter_map(|item| item.owner) {
        if let Some(count) = counts.get_mut(owner) {
            *count += 1;
        }
    }
    let mut free: Vec<InstanceId> =
        items.iter().filter(|item| item.owner.is_none()).map(|item| item.id).collect();
    free.sort_unstable();
    for id in free {
        let with_room = serving.iter().filter(|node| counts[*node] < share);
        let Some(node) = with_room.max_by_key(|node| weight(node, id)) else { break };
        if let Some(count) = counts.get_mut(node) {
            *count += 1;
        }
        if *node == me {
            plan.claim.push(id);
        }
    }
    let others_have_room = serving.iter().any(|node| *node != me && counts[node] < share);
    if counts[me] > share && others_have_room {
        let mine = items.iter().filter(|item| item.owner == Some(me));
        plan.surplus.extend(mine.map(|item| item.id));
    }
}

/// Differs by node, so that the instances of one that ends are spread over all others. FNV-1a: the
/// same in every version of the program.
fn weight(node: &str, id: InstanceId) -> u64 {
    let bytes = node.bytes().chain(id.0.as_bytes().iter().copied());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::{Item, Node, Plan, plan};
    use omni_domain::ids::InstanceId;
    use omni_domain::instance::ChannelType;
    use std::collections::BTreeSet;

    const KIND: ChannelType = ChannelType::WhatsappBaileys;
    const SERVES: &[ChannelType] = &[KIND];

    fn node(id: &str) -> Node<'_> {
        Node { id, channels: SERVES }
    }

    fn items(owners: &[Option<&'static str>]) -> Vec<Item<'static>> {
        let ids = (1_u128..).map(|n| InstanceId(uuid::Uuid::from_u128(n)));
        owners
            .iter()
            .zip(ids)
            .map(|(owner, id)| Item { id, channel: KIND, owner: *owner })
            .collect()
    }

    #[test]
    fn every_free_instance_is_claimed_by_exactly_one_node() {
        let nodes = [node("a"), node("b"), node("c")];
        let items = items(&[None; 31]);
        let mut claimed = BTreeSet::new();
        for me in ["a", "b", "c"] {
            let plan = plan(me, &nodes, &items);
            assert!((9..=11).contains(&plan.claim.len()), "{me}: {}", plan.claim.len());
            assert!(plan.surplus.is_empty());
            for id in plan.claim {
                assert!(claimed.insert(id), "claimed twice");
            }
        }
        assert_eq!(claimed.len(), 31);
    }

    #[test]
    fn what_a_node_owns_stays_and_what_an_ended_one_owned_is_spread() {
        let mut owners = vec![Some("a"); 10];
        owners.extend(vec![Some("b"); 10]);
        owners.extend(vec![None; 10]);
        let (nodes, items) = ([node("a"), node("b")], items(&owners));
        for me in ["a", "b"] {
            let plan = plan(me, &nodes, &items);
            assert_eq!(plan.claim.len(), 5, "{me}");
            assert!(plan.claim.iter().all(|id| items[20..].iter().any(|item| item.id == *id)));
            assert!(plan.surplus.is_empty());
        }
    }

    #[test]
    fn a_node_that_joins_gets_the_surplus_of_the_others_and_no_more() {
        let nodes = [node("a"), node("b")];
        let all = items(&[Some("a"); 10]);
        assert_eq!(plan("a", &nodes, &all).surplus.len(), 10, "any of them");
        assert_eq!(plan("b", &nodes, &all), Plan::default());
        let mut owners = vec![Some("a"); 5];
        owners.extend(vec![Some("b"); 5]);
        assert_eq!(plan("a", &nodes, &items(&owners)), Plan::default());
        // Ten over three nodes: four, four and two are within the share.
        let nodes = [node("a"), node("b"), node("c")];
        let owners = [vec![Some("a"); 4], vec![Some("b"); 4], vec![Some("c"); 2]].concat();
        for me in ["a", "b", "c"] {
            assert_eq!(plan(me, &nodes, &items(&owners)), Plan::default());
        }
    }

    #[test]
    fn a_node_without_the_network_owns_none_of_it() {
        let nodes = [Node { id: "a", channels: &[] }, node("b")];
        let items = items(&[None; 4]);
        assert_eq!(plan("a", &nodes, &items), Plan::default());
        assert_eq!(plan("b", &nodes, &items).claim.len(), 4);
    }

    #[test]
    fn what_an_unknown_node_owns_is_left_to_it() {
        let nodes = [node("a")];
        let items = items(&[Some("of another version"), None]);
        assert_eq!(plan("a", &nodes, &items).claim, [items[1].id]);
    }
}
