//! Calls: announced to every linked device of the called, and ended by either side. No sound is sent.

use std::sync::Arc;

use anyhow::Context as _;
use serde::Serialize;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::account::{Account, Companion, digits};
use super::hub::Hub;
use super::node::{attr, message_id, now_secs, server_id};
use super::options::Addressing;
use super::phone::Phone;
use super::sync::Lock;

/// Calls that are kept.
const LIMIT: usize = 1_000;

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEnd {
    /// A linked device of the called rejected it: the device's address.
    Rejected(String),
    /// The caller gave up, or another device of the called took it: the reason on the wire.
    Terminated(Option<String>),
}

/// A call, as its caller sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallSeen {
    /// Its id.
    pub id: String,
    /// Number of the caller.
    pub from: String,
    /// Number of the called.
    pub to: String,
    /// With pictures.
    pub video: bool,
    /// How it ended; `None` while it rings.
    pub end: Option<CallEnd>,
}

/// The calls of one network.
#[derive(Default)]
pub(crate) struct CallBoard(Lock<Vec<CallSeen>>);

impl CallBoard {
    fn add(&self, call: CallSeen) {
        let mut calls = self.0.lock();
        if calls.len() == LIMIT {
            calls.remove(0);
        }
        calls.push(call);
    }

    fn get(&self, id: &str) -> Option<CallSeen> {
        self.0.lock().iter().find(|call| call.id == id).cloned()
    }

    /// Ends a call that rings; it, if it did.
    fn end(&self, id: &str, end: CallEnd) -> Option<CallSeen> {
        let mut calls = self.0.lock();
        let call = calls.iter_mut().find(|call| call.id == id && call.end.is_none())?;
        call.end = Some(end);
        Some(call.clone())
    }
}

impl Phone {
    /// Calls a number; returns the call's id.
    pub fn call(&self, to: &str, video: bool) -> anyhow::Result<String> {
        let called = self.hub.directory.by_number(&digits(to));
        let called = called.with_context(|| format!("{to} has no phone"))?;
        let call = CallSeen {
            id: message_id(),
            from: self.number().to_owned(),
            to: called.number.clone(),
            video,
            end: None,
        };
        self.hub.calls.add(call.clone());
        signal(&self.account, &called, &call, offer(video));
        Ok(call.id)
    }

    /// Gives a call up, or ends it because another device of the called took it: `reason` is
    /// `accepted_elsewhere` or `rejected_elsewhere`.
    pub fn end_call(&self, id: &str, reason: Option<&str>) -> anyhow::Result<()> {
        let end = CallEnd::Terminated(reason.map(str::to_owned));
        let call = self.hub.calls.end(id, end).context("no such call rings")?;
        let called = self.hub.directory.by_number(&call.to).context("the called is gone")?;
        let mut terminate = NodeBuilder::new("terminate");
        if let Some(reason) = reason {
            terminate = terminate.attr("reason", reason);
        }
        signal(&self.account, &called, &call, terminate);
        Ok(())
    }

    /// A call by its id.
    pub fn call_seen(&self, id: &str) -> Option<CallSeen> {
        self.hub.calls.get(id)
    }
}

fn offer(video: bool) -> NodeBuilder {
    let audio =
        |rate: &str| NodeBuilder::new("audio").attr("enc", "opus").attr("rate", rate).build();
    let mut children = vec![audio("8000"), audio("16000")];
    if video {
        children.push(NodeBuilder::new("video").attr("enc", "h264").build());
    }
    NodeBuilder::new("offer").children(children)
}

/// Sends a signal of a call to every linked device of the called.
fn signal(caller: &Arc<Account>, called: &Account, call: &CallSeen, action: NodeBuilder) {
    let creator = caller.shown_jid();
    let mut action = action.attr("call-id", call.id.as_str()).attr("call-creator", creator.clone());
    if call.end.is_none() && caller.addressing() == Addressing::Lid {
        action = action.attr("caller_pn", caller.pn());
    }
    let action = action.build();
    for companion in called.companions() {
        let id = server_id();
        let node = NodeBuilder::new("call")
            .attr("from", creator.clone())
            .attr("id", id.as_str())
            .attr("t", now_secs())
            .children([action.clone()])
            .build();
        companion.mailbox.push(&id, node);
    }
}

/// `<call>` from a companion device: it rejects one.
pub(crate) fn accept(hub: &Hub, companion: &Companion, node: &Node) {
    let Some(reject) = node.get_optional_child("reject") else { return };
    let Some(id) = attr(reject, "call-id") else { return };
    let is_called = hub.calls.get(&id).is_some_and(|call| call.to == companion.number);
    if is_called {
        hub.calls.end(&id, CallEnd::Rejected(companion.pn().to_string()));
    }
}
