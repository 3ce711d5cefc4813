use crate::HttpOptions;
use crate::edge::RateLimit;
use omni_domain::Env;
use std::sync::Arc;

/// The state that all hosts of a process share: limits, clock, and the one rate limiter.
///
/// A process with more than one listener builds a [`Host`](crate::Host) for each from the same
/// context, so that a caller has one allowance and not one per listener.
#[derive(Debug, Clone)]
pub struct HostContext {
    pub(crate) options: Arc<HttpOptions>,
    pub(crate) env: Env,
    pub(crate) rate: Option<Arc<RateLimit>>,
}

impl HostContext {
    /// With a rate limiter of its own.
    pub fn new(options: HttpOptions, env: Env) -> Self {
        let rate = RateLimit::new(options.rate_limit_per_minute).map(Arc::new);
        Self { options: Arc::new(options), env, rate }
    }
}
