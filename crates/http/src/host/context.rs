use crate::HttpOptions;
use crate::bodies::BodyBudget;
use crate::edge::RateLimit;
use crate::serve::Connections;
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
    pub(crate) bodies: Arc<BodyBudget>,
    pub(crate) deliveries: Option<Arc<RateLimit>>,
    pub(crate) connections: Arc<Connections>,
}

impl HostContext {
    /// With counters of its own.
    pub fn new(options: HttpOptions, env: Env) -> Self {
        let keys = options.rate_limit_max_keys;
        let rate = RateLimit::new(options.rate_limit_per_minute, keys).map(Arc::new);
        let bodies = BodyBudget::new(options.bodies_max_bytes, options.bodies_max_bytes_per_caller);
        let deliveries = RateLimit::new(options.hook_deliveries_per_minute, keys).map(Arc::new);
        let (max, per_address) = (options.connections_max, options.connections_per_address);
        let connections = Connections::new(max, per_address, options.trusted_proxies.clone());
        Self { options: Arc::new(options), env, rate, bodies, deliveries, connections }
    }
}
