//! Nodes, and what one asks the owner of an instance.

use crate::fixtures::{at, new_instance};
use crate::harness::{Db, both, commit};
use omni_domain::Env;
use omni_domain::ids::{InstanceId, NodeRequestId};
use omni_domain::instance::{ChannelType, Instance};
use omni_storage::{AskedNodes, Node, NodeRequest, StorageError};
use std::time::Duration;

const TTL: Duration = Duration::from_secs(10);

fn node(id: &str) -> Node {
    Node {
        id: id.to_owned(),
        name: format!("the node {id}"),
        version: "2.0.0".to_owned(),
        channels: vec![ChannelType::WhatsappBaileys],
        clock: at(1),
        started_at: at(0),
        seen_at: at(0),
        home: Some(format!("the folder of {id}")),
    }
}

async fn instance(db: &Db, name: &'static str, wanted: bool) -> InstanceId {
    let row = Instance { wanted, ..new_instance(name) };
    let id = row.id;
    commit!(db, |tx| tx.insert_instance(&row).await?).expect("a write");
    id
}

both! {
    async fn a_node_is_listed_until_it_is_silent_or_leaves(db) {
        for (id, seconds) in [("a", 0), ("b", 5)] {
            commit!(db, |tx| tx.beat(&node(id), Some(at(seconds)), TTL).await?).expect("a write");
        }
        let alive = async |seconds| {
            let survey = commit!(db, |tx| tx.survey(Some(at(seconds))).await?).expect("a read");
            let ids = survey.nodes.into_iter().map(|node| node.id);
            ids.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(alive(9).await, "a b");
        assert_eq!(alive(10).await, "b");
        commit!(db, |tx| tx.beat(&node("a"), Some(at(11)), TTL).await?).expect("a write");
        assert_eq!(alive(12).await, "a b");
        commit!(db, |tx| tx.remove_node("b").await?).expect("a write");
        assert_eq!(alive(12).await, "a");
    }

    async fn an_id_belongs_to_one_folder_until_it_is_forgotten(db) {
        let claim = async |home: &'static str, seconds| {
            commit!(db, |tx| tx.claim_node("a", home, Some(at(seconds))).await?).expect("a write")
        };
        assert!(claim("the folder of a", 0).await);
        assert!(claim("the folder of a", 1).await, "it is started again");
        assert!(!claim("a copy", 1).await);
        let alive = commit!(db, |tx| tx.survey(Some(at(1))).await?).expect("a read");
        assert!(alive.nodes.is_empty(), "it has not started yet");
        let beat = async |node: Node, seconds| {
            commit!(db, |tx| tx.beat(&node, Some(at(seconds)), TTL).await?).expect("a write")
        };
        assert!(beat(node("a"), 2).await);
        let copy = || Node { home: Some("a copy".to_owned()), ..node("a") };
        assert!(!beat(copy(), 3).await);
        assert!(!claim("a copy", 100).await, "it may be paused");
        assert!(beat(node("b"), 2000).await);
        assert!(claim("a copy", 2001).await, "the other one is forgotten");
        assert!(!beat(node("a"), 2002).await, "and returns to an id that is not its own");
        // A node of the previous version.
        assert!(beat(Node { home: None, ..node("c") }, 0).await);
        assert!(beat(node("c"), 1).await, "the next one continues");
    }

    async fn a_survey_shows_wanted_instances_leases_and_changed_states(db) {
        let (wanted, idle) = (instance(&db, "wanted", true).await, instance(&db, "idle", false).await);
        commit!(db, |tx| {
            tx.acquire_lease("instance:1", "a", None, Some(at(1)), TTL).await?;
            tx.put_session_state(wanted, 7, "{}").await?;
        }).expect("a write");
        let survey = commit!(db, |tx| tx.survey(Some(at(2))).await?).expect("a read");
        let ids: Vec<_> = survey.wanted.iter().map(|one| one.id).collect();
        assert_eq!(ids, [wanted]);
        assert_ne!(wanted, idle);
        assert_eq!(survey.leases.len(), 1);
        assert_eq!(survey.leases[0].expires_at, at(11));
        assert_eq!(survey.revisions, [(wanted, 7)]);
        let before = survey.wanted[0].version;
        commit!(db, |tx| tx.set_instance_wanted(wanted, true, at(3)).await?).expect("a write");
        let survey = commit!(db, |tx| tx.survey(None).await?).expect("a read");
        assert_ne!(survey.wanted[0].version, before, "it was changed");
        assert!(survey.now > at(3), "the database's clock");
        let states = db.session_states(&[wanted, idle]).await.expect("a read");
        assert_eq!(states, [(wanted, 7, "{}".to_owned())]);
    }

    async fn a_request_is_claimed_once_and_answered(db) {
        let id: NodeRequestId = Env::system().id();
        let request = NodeRequest { id, instance_id: instance(&db, "one", true).await, payload: "p".into() };
        let row = request.clone();
        commit!(db, |tx| tx.insert_node_request(&row, TTL, Some(at(0))).await?).expect("a write");
        let pending = async |seconds| {
            commit!(db, |tx| tx.pending_node_requests(Some(at(seconds))).await?).expect("a read")
        };
        assert_eq!(pending(9).await, [request]);
        assert_eq!(pending(10).await, [], "it has expired");
        let claim = async || commit!(db, |tx| tx.claim_node_request(id).await?).expect("a write");
        assert!(claim().await);
        assert!(!claim().await, "another node has");
        assert_eq!(pending(1).await, []);
        let other: NodeRequestId = Env::system().id();
        let replies = async || db.node_replies(&[other, id]).await.expect("a read");
        assert_eq!(replies().await, []);
        commit!(db, |tx| tx.answer_node_request(id, "done").await?).expect("a write");
        assert_eq!(replies().await, [(id, "done".to_owned())]);
        let deleted = commit!(db, |tx| tx.delete_old_node_requests(Some(at(80)), TTL).await?);
        assert_eq!(deleted.expect("a write"), 1);
    }

    async fn the_nodes_that_are_alive_confirm_what_they_are_asked(db) {
        for (id, seconds) in [("a", 0), ("b", 0), ("c", 5), ("gone", -20)] {
            commit!(db, |tx| tx.beat(&node(id), Some(at(seconds)), TTL).await?).expect("a write");
        }
        let peers = async |id: &'static str| {
            let read = commit!(db, |tx| tx.peers(id, Some(at(1))).await?);
            read.expect("a read").map(|peers| (peers.asked, peers.dropped, peers.others))
        };
        assert_eq!(peers("a").await, Some((0, 0, 2)));
        assert_eq!(peers("unknown").await, None);
        let ask = async || {
            commit!(db, |tx| tx.ask_caches("a", Some(at(1))).await?).expect("a write")
        };
        let first = ask().await;
        assert_eq!(peers("a").await, Some((0, 0, 2)), "not itself");
        assert_eq!(peers("b").await, Some((1, 0, 2)));
        let second = ask().await;
        let confirm = async |id: &'static str, asked| {
            commit!(db, |tx| tx.confirm_caches(id, asked).await?).expect("a write");
        };
        let is_confirmed = async |asked: &AskedNodes, seconds| {
            let asked = asked.clone();
            let read = commit!(db, |tx| tx.caches_confirmed(&asked, Some(at(seconds))).await?);
            read.expect("a read")
        };
        assert!(!first.is_empty() && !is_confirmed(&first, 1).await);
        confirm("b", 1).await;
        confirm("c", 2).await;
        assert!(is_confirmed(&first, 1).await);
        assert!(!is_confirmed(&second, 1).await, "b has not seen the second");
        assert!(is_confirmed(&second, 12).await, "b is not alive any more");
        confirm("b", 2).await;
        confirm("b", 1).await;
        assert!(is_confirmed(&second, 1).await, "a late confirmation takes nothing back");
        // The row is kept over a restart.
        commit!(db, |tx| tx.beat(&node("b"), Some(at(2)), TTL).await?).expect("a write");
        assert_eq!(peers("b").await, Some((2, 2, 2)));
        commit!(db, |tx| tx.remove_node("b").await?).expect("a write");
        commit!(db, |tx| tx.remove_node("c").await?).expect("a write");
        assert!(ask().await.is_empty(), "no other is alive");
    }

    async fn a_claimed_id_is_asked_nothing_before_its_node_is_alive(db) {
        let claimed = commit!(db, |tx| tx.claim_node("b", "its folder", Some(at(0))).await?);
        assert!(claimed.expect("a write"));
        let asked = commit!(db, |tx| tx.ask_caches("a", Some(at(0))).await?).expect("a write");
        assert!(asked.is_empty());
    }

    async fn what_is_written_aside_waits_for_no_other_write(db) {
        let name = "instance:1".to_owned();
        let epoch = commit!(db, |tx| tx.acquire_lease("instance:1", "a", None, None, TTL).await?);
        let epoch = epoch.expect("a write").expect("it is free");
        let renew = db.write_aside(TTL, move |tx| {
            Box::pin(async move { tx.renew_leases(&[(name, epoch)], "a", None, TTL).await })
        });
        assert_eq!(renew.await.expect("a write"), ["instance:1"]);
        let lease = db.write_aside(TTL, |tx| {
            Box::pin(async move { tx.valid_lease("instance:1", None).await })
        });
        assert_eq!(lease.await.expect("a read").map(|lease| lease.owner).as_deref(), Some("a"));
        let failed: Result<(), StorageError> = db.write_aside(TTL, |_tx| {
            Box::pin(async { Err(StorageError::Unavailable) })
        }).await;
        assert!(failed.is_err());
        let (now, _took) = db.clock().await.expect("a read");
        assert!(now > at(0));
    }
}
