//! One request.

use super::envelope::{Form, Named, Rendered};
use super::target::Target;
use crate::app::App;
use futures::StreamExt as _;
use omni_domain::Timestamp;
use omni_domain::webhook::AttemptOutcome;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// Bytes of a response's body that are kept.
const KEPT: usize = 1024;
/// Bytes that are read, so that the connection can be used again; of more it is closed.
const READ: usize = 64 * 1024;
/// Headers of a response that are kept, and how much of each.
const OF_INTEREST: [&str; 8] = [
    "content-type",
    "date",
    "location",
    "request-id",
    "retry-after",
    "server",
    "via",
    "x-request-id",
];
const MAX_HEADER_CHARS: usize = 256;
/// A receiver cannot delay the next attempt by more.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(24);

/// What was sent, and what was received.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    pub(super) headers: Vec<(String, String)>,
    pub(super) outcome: AttemptOutcome,
    pub(super) retry_after: Option<Duration>,
}

/// Sends it, within the endpoint's time limit.
pub(super) async fn send(
    app: &App,
    target: &Target,
    form: Form,
    named: Named,
    rendered: &Rendered,
) -> Exchange {
    let secrets = target.secrets(named.at);
    let mut ours = vec![("content-type", "application/json".to_owned())];
    ours.extend((form.headers)(&secrets, named, rendered));
    let mut headers = target.headers().clone();
    for (name, value) in &ours {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    let shown = ours.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let (outcome, retry_after) = request(app, target, headers, rendered.body.clone()).await;
    Exchange { headers: shown, outcome, retry_after }
}

async fn request(
    app: &App,
    target: &Target,
    headers: HeaderMap,
    body: Vec<u8>,
) -> (AttemptOutcome, Option<Duration>) {
    // Checked again: the configuration may have changed since.
    let url = match app.guard.check(&target.endpoint.url) {
        Ok(url) => url,
        Err(why) => return (failed(why.to_string()), None),
    };
    let limit = Duration::from_millis(u64::from(target.endpoint.timeout_ms));
    let exchange = async {
        let sent = target.client.post(url).headers(headers).body(body).send().await;
        let response = sent.map_err(|error| crate::net::fetch::explain(&error))?;
        let status = response.status().as_u16();
        let retry_after = retry_after(app, response.headers());
        let kept = of_interest(response.headers());
        let body = beginning(response).await;
        let error = match status {
            200..=299 => None,
            300..=399 => Some(format!("it answered {status}, a redirect, which is not followed")),
            _ => Some(format!("it answered {status}")),
        };
        Ok((AttemptOutcome { status: Some(status), error, headers: kept, body }, retry_after))
    };
    match tokio::time::timeout(limit, exchange).await {
        Ok(Ok(done)) => done,
        Ok(Err(why)) => (failed(why), None),
        Err(_) => (failed(format!("it did not answer within {} ms", limit.as_millis())), None),
    }
}

fn failed(error: String) -> AttemptOutcome {
    AttemptOutcome { error: Some(error), ..AttemptOutcome::default() }
}

fn of_interest(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |name: &&str| {
        let value = headers.get(*name)?.to_str().ok()?;
        Some(((*name).to_owned(), value.chars().take(MAX_HEADER_CHARS).collect()))
    };
    OF_INTEREST.iter().filter_map(text).collect()
}

/// The beginning of a body, as text. A body that ends badly is no failure: the status was received.
async fn beginning(response: reqwest::Response) -> Option<String> {
    let mut stream = response.bytes_stream();
    let (mut kept, mut read) = (Vec::new(), 0);
    while let Some(Ok(chunk)) = stream.next().await {
        read += chunk.len();
        let room = KEPT.saturating_sub(kept.len()).min(chunk.len());
        kept.extend_from_slice(&chunk[..room]);
        if read > READ {
            break;
        }
    }
    (!kept.is_empty()).then(|| String::from_utf8_lossy(&kept).into_owned())
}

/// Seconds, or a date.
fn retry_after(app: &App, headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    let wait = text.parse().map_or_else(|_| until(app, text), |s| Some(Duration::from_secs(s)));
    wait.map(|wait| wait.min(MAX_RETRY_AFTER))
}

fn until(app: &App, date: &str) -> Option<Duration> {
    let at = OffsetDateTime::parse(date, &Rfc2822).ok()?;
    let millis = i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()?;
    Some(Timestamp(millis).since(app.env.now()))
}
