//! The server's own log.

mod list;
mod stream;
mod subscription;
mod views;

pub(crate) use views::{LogEntryView, LogListView, LogTextLevel};

use omni_app::App;
use omni_http::route;
use omni_http::{ApiError, Routes};

/// Most lines of one response.
pub(crate) const MAX_LINES: usize = 10_000;
const DEFAULT_LINES: usize = 500;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_logs), list::ENDPOINT)
        .route(route!(stream::stream_logs), stream::ENDPOINT)
}

/// The requested number of lines.
pub(crate) fn lines(limit: Option<usize>, most: usize) -> Result<usize, ApiError> {
    let limit = limit.unwrap_or(DEFAULT_LINES);
    if (1..=most).contains(&limit) {
        return Ok(limit);
    }
    Err(ApiError::invalid("limit", format!("must be from 1 to {most}")))
}
