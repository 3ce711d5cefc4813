use crate::{ApiError, Details};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use omni_domain::Timestamp;
use omni_domain::access::Principal;
use omni_domain::ids::InstanceId;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

type Limiter = RateLimiter<Who, DashMapStateStore<Who>, MonotonicClock, StateInformationMiddleware>;

/// Whose requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// Those of a principal.
    Principal(Principal),
    /// Those of an address, where no credential is needed.
    Peer(IpAddr),
    /// Deliveries to the webhook of an instance.
    Hook(InstanceId),
    /// Those of all addresses beyond the bound on separate counters.
    Others,
}

impl Who {
    /// An address; of IPv6 its network of 64 bits, which one client controls.
    pub(crate) fn of(address: IpAddr) -> Self {
        Self::Peer(client_network(address))
    }
}

/// The network that one client controls, as its first address.
pub(crate) fn client_network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// Requests between two checks of the map's size, and so the keys it may exceed its bound by.
const CHECK_EVERY: usize = 64;

/// Requests per minute and principal, or address.
pub(crate) struct RateLimit {
    limiter: Limiter,
    per_minute: NonZeroU32,
    max_keys: usize,
    checks: AtomicUsize,
    is_full: AtomicBool,
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
    /// `None` if there is no limit. At most about `max_keys` are counted separately.
    pub(crate) fn new(per_minute: u32, max_keys: usize) -> Option<Self> {
        let per_minute = NonZeroU32::new(per_minute)?;
        let limiter =
            RateLimiter::dashmap_with_clock(Quota::per_minute(per_minute), MonotonicClock)
                .with_middleware();
        let (checks, is_full) = (AtomicUsize::new(0), AtomicBool::new(false));
        Some(Self { limiter, per_minute, max_keys, checks, is_full })
    }

    /// Counts one request.
    pub(crate) fn check(&self, who: Who, now: Timestamp) -> (RateStatus, Option<ApiError>) {
        let limit = self.per_minute.get();
        let who = self.bounded(who);
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

    /// The counter of a request. Addresses cost an attacker nothing, so they share one counter once
    /// the map is full; principals and instances are limited by the stored ones.
    fn bounded(&self, who: Who) -> Who {
        if self.checks.fetch_add(1, Ordering::Relaxed).is_multiple_of(CHECK_EVERY) {
            if self.limiter.len() >= self.max_keys {
                self.limiter.retain_recent();
            }
            self.is_full.store(self.limiter.len() >= self.max_keys, Ordering::Relaxed);
        }
        match who {
            Who::Peer(_) if self.is_full.load(Ordering::Relaxed) => Who::Others,
            who => who,
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

#[cfg(test)]
mod tests {
    use super::{CHECK_EVERY, RateLimit, Who};
    use omni_domain::Timestamp;
    use omni_domain::access::Principal;
    use std::net::Ipv4Addr;

    #[test]
    fn the_number_of_counted_addresses_is_bounded() {
        let limit = RateLimit::new(1, 1000).expect("a limit");
        let now = Timestamp(0);
        let of = |number: u32| Who::of(Ipv4Addr::from_bits(number).into());
        for number in 0..20_000 {
            let _ = limit.check(of(number), now);
        }
        assert!(limit.limiter.len() <= 1000 + CHECK_EVERY, "{}", limit.limiter.len());
        let (_, refusal) = limit.check(of(1_000_000), now);
        assert!(refusal.is_some(), "it shares an allowance that is used up");
        let (_, refusal) = limit.check(Who::Principal(Principal::System), now);
        assert!(refusal.is_none(), "a principal has its own");
    }
}
