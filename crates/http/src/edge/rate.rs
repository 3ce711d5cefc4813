use crate::{ApiError, Details};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use omni_domain::Timestamp;
use omni_domain::access::Principal;
use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

type Limiter = RateLimiter<Who, DashMapStateStore<Who>, MonotonicClock, StateInformationMiddleware>;

/// Whose requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// Those of a principal.
    Principal(Principal),
    /// Those of an address, where no credential is needed.
    Peer(IpAddr),
}

/// Requests per minute and principal, or address.
pub(crate) struct RateLimit {
    limiter: Limiter,
    per_minute: NonZeroU32,
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimit").field("per_minute", &self.per_minute).finish_non_exhaustive()
    }
}

/// The remaining allowance, as the `x-ratelimit-*` headers show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RateStatus {
    limit: u32,
    remaining: u32,
    /// When the whole allowance is available again.
    reset: Timestamp,
}

impl RateLimit {
    pub(crate) fn new(per_minute: u32) -> Option<Self> {
        let per_minute = NonZeroU32::new(per_minute)?;
        let limiter =
            RateLimiter::dashmap_with_clock(Quota::per_minute(per_minute), MonotonicClock)
                .with_middleware();
        Some(Self { limiter, per_minute })
    }

    /// Counts one request.
    pub(crate) fn check(&self, who: Who, now: Timestamp) -> (RateStatus, Option<ApiError>) {
        let limit = self.per_minute.get();
        match self.limiter.check_key(&who) {
            Ok(state) => (self.status(state.remaining_burst_capacity(), now), None),
            Err(refusal) => {
                let wait = refusal.wait_time_from(MonotonicClock.now());
                let retry = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
                let mut error = ApiError::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "RATE_LIMITED",
                    format!("more than {limit} requests in a minute; try again in {retry} ms"),
                )
                .with_details(Details::RateLimited {
                    retry_after_ms: retry,
                    per_minute: Some(limit),
                });
                error.retry_after_ms = Some(retry);
                (self.status(0, now), Some(error))
            }
        }
    }

    fn status(&self, remaining: u32, now: Timestamp) -> RateStatus {
        let limit = self.per_minute.get();
        let used = u64::from(limit.saturating_sub(remaining));
        let refill = Duration::from_millis((used * 60_000).div_ceil(u64::from(limit)));
        RateStatus { limit, remaining, reset: now.plus(refill) }
    }
}

impl RateStatus {
    pub(super) fn write(self, headers: &mut HeaderMap) {
        let seconds = self.reset.millis().div_euclid(1000) + 1;
        let rows = [
            ("x-ratelimit-limit", HeaderValue::from(self.limit)),
            ("x-ratelimit-remaining", HeaderValue::from(self.remaining)),
            ("x-ratelimit-reset", HeaderValue::from(seconds)),
        ];
        for (name, value) in rows {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
