//! The version of WhatsApp Web to announce.

use crate::net::http::Http;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wacore::net::HttpClient;

type Number = (u32, u32, u32);

/// The network changes it a few times a week and accepts older ones for months.
const FRESH: Duration = Duration::from_hours(24);

/// A simulated network accepts any; the real one is never reached by such a build.
const SIMULATED: Number = (2, 3000, 1_023_223_821);

/// The version, fetched once and shared by all sessions.
#[derive(Debug)]
pub(crate) struct Version {
    fixed: Option<Number>,
    fetched: tokio::sync::Mutex<Option<(Number, Instant)>>,
}

impl Version {
    pub(super) fn new(configured: Option<Number>) -> Self {
        let fixed = configured.or(crate::SANDBOX.then_some(SIMULATED));
        Self { fixed, fetched: tokio::sync::Mutex::new(None) }
    }

    /// The configured version, or the current one. While one session fetches it, the others wait
    /// for its result; an outdated version is used when the fetch fails.
    pub(crate) async fn current(
        &self,
        http: &Arc<Http>,
        limit: Duration,
    ) -> Result<Number, String> {
        if let Some(fixed) = self.fixed {
            return Ok(fixed);
        }
        if http.is_proxied() {
            return self.through_proxy(http, limit).await;
        }
        let mut fetched = self.fetched.lock().await;
        if let Some((number, at)) = *fetched
            && at.elapsed() < FRESH
        {
            return Ok(number);
        }
        let failure = match fetch(http, limit).await {
            Ok(number) => {
                *fetched = Some((number, Instant::now()));
                return Ok(number);
            }
            Err(failure) => failure,
        };
        if let Some((number, _)) = *fetched {
            tracing::warn!(
                "WhatsApp's current version is unknown ({failure}); claiming the last known"
            );
            return Ok(number);
        }
        Err(unreachable(&failure))
    }

    /// One broken proxy must not delay the sessions of others: the number is not locked while it is
    /// fetched.
    async fn through_proxy(&self, http: &Arc<Http>, limit: Duration) -> Result<Number, String> {
        let known = *self.fetched.lock().await;
        if let Some((number, at)) = known
            && at.elapsed() < FRESH
        {
            return Ok(number);
        }
        match (fetch(http, limit).await, known) {
            (Ok(number), _) => {
                *self.fetched.lock().await = Some((number, Instant::now()));
                Ok(number)
            }
            (Err(_), Some((number, _))) => Ok(number),
            (Err(failure), None) => Err(unreachable(&failure)),
        }
    }

    /// The network refused the version as too old: fetch it again next time.
    pub(crate) async fn forget(&self) {
        *self.fetched.lock().await = None;
    }
}

async fn fetch(http: &Arc<Http>, limit: Duration) -> Result<Number, String> {
    let client: Arc<dyn HttpClient> = Arc::clone(http) as _;
    let fetch = whatsapp_rust::version::fetch_latest_app_version(&client);
    match tokio::time::timeout(limit, fetch).await {
        Ok(Ok(number)) => Ok(number),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {} s", limit.as_secs())),
    }
}

fn unreachable(failure: &str) -> String {
    format!(
        "web.whatsapp.com cannot be reached to fetch the current version: {failure}. \
         Check the internet connection, or set whatsapp.version"
    )
}
