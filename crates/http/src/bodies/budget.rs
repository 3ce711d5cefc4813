//! How many bytes of request bodies are held at once.

use crate::edge::Who;
use crate::{ApiError, Details};
use axum::body::Body;
use axum::http::StatusCode;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// When to try again after a refusal, milliseconds.
const RETRY_MS: u64 = 1000;

/// The bytes that all requests of the process hold, in total and per credential and address. A
/// caller is looked up once per request; its bytes are counted with atomics.
#[derive(Debug)]
pub(crate) struct BodyBudget {
    max: usize,
    max_per_caller: usize,
    held: AtomicUsize,
    /// Callers with an unfinished request.
    callers: Mutex<HashMap<Who, Arc<AtomicUsize>>>,
}

impl BodyBudget {
    pub(crate) fn new(max: usize, max_per_caller: usize) -> Arc<Self> {
        let (held, callers) = (AtomicUsize::new(0), Mutex::default());
        Arc::new(Self { max, max_per_caller, held, callers })
    }

    /// The account of one request.
    pub(crate) fn charge(self: &Arc<Self>, callers: [Option<Who>; 2]) -> Arc<Charge> {
        let mut known = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let accounts =
            callers.map(|who| who.map(|who| (who, Arc::clone(known.entry(who).or_default()))));
        drop(known);
        Arc::new(Charge {
            budget: Arc::clone(self),
            accounts,
            held: AtomicUsize::new(0),
            is_streamed: AtomicBool::new(false),
            refusal: OnceLock::new(),
            rest: Mutex::default(),
        })
    }

    #[cfg(test)]
    fn is_empty(&self) -> bool {
        let callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        callers.is_empty() && self.held.load(Ordering::Relaxed) == 0
    }
}

/// The bytes that the body of one request holds. Released after the response.
#[derive(Debug)]
pub(crate) struct Charge {
    budget: Arc<BodyBudget>,
    accounts: [Option<(Who, Arc<AtomicUsize>)>; 2],
    held: AtomicUsize,
    is_streamed: AtomicBool,
    refusal: OnceLock<ApiError>,
    /// The unread rest of a rejected body.
    rest: Mutex<Option<Body>>,
}

impl Charge {
    /// Counts bytes that were read, or returns why no more may be read.
    pub(super) fn add(&self, bytes: usize) -> Result<(), ApiError> {
        if self.is_streamed.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.held.fetch_add(bytes, Ordering::Relaxed);
        let all = self.budget.held.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        let max = self.budget.max_per_caller;
        // All of them, so that what is released was counted.
        let mut above = None;
        for (who, account) in self.accounts.iter().flatten() {
            let held = account.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
            above = above.or_else(|| (held > max).then_some(*who));
        }
        if let Some(who) = above {
            return Err(too_many(who, max));
        }
        if all > self.budget.max { Err(busy()) } else { Ok(()) }
    }

    /// Further bytes are passed on and not held.
    pub(crate) fn stream(&self) {
        self.is_streamed.store(true, Ordering::Relaxed);
        self.release();
    }

    pub(super) fn refuse(&self, refusal: ApiError, rest: Option<Body>) {
        let _ = self.refusal.set(refusal);
        *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = rest;
    }

    /// Why the body was not read to its end, and the unread rest.
    pub(crate) fn refusal(&self) -> Option<(ApiError, Option<Body>)> {
        let refusal = self.refusal.get()?.clone();
        Some((refusal, self.rest.lock().unwrap_or_else(PoisonError::into_inner).take()))
    }

    /// The bytes are no longer held.
    pub(crate) fn release(&self) {
        let held = self.held.swap(0, Ordering::Relaxed);
        self.budget.held.fetch_sub(held, Ordering::Relaxed);
        for (_, account) in self.accounts.iter().flatten() {
            account.fetch_sub(held, Ordering::Relaxed);
        }
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.release();
        let mut known = self.budget.callers.lock().unwrap_or_else(PoisonError::into_inner);
        for (who, account) in self.accounts.iter_mut().filter_map(Option::take) {
            // The map's and this one: no other request of the caller is unfinished.
            if Arc::strong_count(&account) == 2 {
                known.remove(&who);
            }
        }
    }
}

fn too_many(who: Who, max: usize) -> ApiError {
    let whose = match who {
        Who::Peer(_) | Who::Hook(_) | Who::Others => "this address",
        Who::Principal(_) => "this credential",
    };
    let text = format!(
        "the unfinished requests of {whose} hold more than {max} bytes; send fewer large bodies at \
         a time"
    );
    let mut error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", text)
        .with_details(Details::RateLimited { retry_after_ms: RETRY_MS, per_minute: None });
    error.retry_after_ms = Some(RETRY_MS);
    error
}

fn busy() -> ApiError {
    let text = "the server holds as many bytes of unfinished requests as it may; try again";
    let mut error = ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", text);
    error.retry_after_ms = Some(RETRY_MS);
    error
}

#[cfg(test)]
mod tests {
    use super::{BodyBudget, Who};
    use std::net::IpAddr;

    fn peer(last: u8) -> Who {
        Who::Peer(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn bytes_are_counted_for_the_process_and_each_caller_and_released() {
        let budget = BodyBudget::new(100, 60);
        let one = budget.charge([Some(peer(1)), None]);
        assert!(one.add(60).is_ok());
        assert_eq!(one.add(1).expect_err("above the caller's").status.as_u16(), 429);
        one.release();
        assert!(one.add(60).is_ok());
        let other = budget.charge([peer(2), peer(3)].map(Some));
        assert!(other.add(40).is_ok());
        let refusal = budget.charge([Some(peer(4)), None]).add(1).expect_err("above the server's");
        assert_eq!((refusal.status.as_u16(), refusal.retry_after_ms), (503, Some(1000)));
        other.stream();
        assert!(other.add(1_000_000).is_ok(), "nothing is kept of it");
        drop((one, other));
        assert!(budget.is_empty());
    }
}
