//! The list of instances, ready to be sent: dashboards ask for it every second, and building it
//! costs a hundred times as much as sending it.

use axum::body::Bytes;
use omni_app::App;
use omni_domain::access::Caller;
use omni_domain::ids::{InstanceId, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What this process cannot know at once is at most this old: the last message's moment, the
/// evidence of a connection, and what other machines changed.
const KEEP: Duration = Duration::from_millis(500);
/// Different questions remembered at a time.
const LIMIT: usize = 64;

/// Who asks, and what: with another key or filter the answer is another one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    tenant: TenantId,
    only: Option<Vec<InstanceId>>,
    query: String,
}

impl Question {
    pub(crate) fn new(caller: &Caller, query: Option<&str>) -> Self {
        Self {
            tenant: caller.tenant_id,
            only: caller.instance_ids.clone(),
            query: query.unwrap_or_default().to_owned(),
        }
    }
}

#[derive(Debug)]
struct Answer {
    version: u64,
    at: Instant,
    body: Bytes,
}

/// Answers given lately. Bounded; a change of an instance on this process voids them all.
#[derive(Debug, Clone, Default)]
pub(crate) struct ListCache(Arc<Mutex<HashMap<Question, Answer>>>);

impl ListCache {
    /// The answer, if it is still true.
    pub(crate) fn get(&self, app: &App, question: &Question) -> Option<Bytes> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = answers.get(question)?;
        let holds = answer.version == app.sessions.version() && answer.at.elapsed() < KEEP;
        holds.then(|| answer.body.clone())
    }

    /// Remembers an answer to what was true at `version`, read before the question was asked.
    pub(crate) fn put(&self, question: Question, version: u64, body: Bytes) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= LIMIT && !answers.contains_key(&question) {
            answers.clear();
        }
        answers.insert(question, Answer { version, at: Instant::now(), body });
    }
}
