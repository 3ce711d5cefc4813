use super::list::select;
use super::{LogEntry, LogQuery, LogSelection};
use crate::app::App;
use crate::authorization::require_server;
use crate::error::Error;
use omni_domain::access::Caller;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::watch;

/// Entries searched at a time.
const PIECE: usize = 256;

/// An item of the feed.
#[derive(Debug, Clone)]
pub enum LogFeedItem {
    /// A line.
    Entry(Arc<LogEntry>),
    /// This many lines, of any kind, were overwritten before they were read.
    Missed(u64),
}

/// Follows the log.
#[derive(Debug)]
pub struct LogFeed {
    app: App,
    selection: LogSelection,
    newest: watch::Receiver<u64>,
    last: u64,
    buffer: VecDeque<LogFeedItem>,
}

/// Follows the log from now on, after the latest `tail` lines that match.
pub fn follow(app: &App, caller: &Caller, query: LogQuery, tail: usize) -> Result<LogFeed, Error> {
    require_server(caller)?;
    let selection = select(app, query)?;
    let newest = app.logs.watch_newest();
    let latest = app.logs.latest(&selection, tail);
    let buffer = latest.entries.into_iter().map(LogFeedItem::Entry).collect();
    Ok(LogFeed { app: app.clone(), selection, newest, last: latest.last, buffer })
}

impl LogFeed {
    /// Selects other lines from now on; the position in the log stays.
    pub fn select(&mut self, query: LogQuery) -> Result<(), Error> {
        self.selection = select(&self.app, query)?;
        let taken = |item: &LogFeedItem| match item {
            LogFeedItem::Entry(entry) => self.selection.takes(entry),
            LogFeedItem::Missed(_) => true,
        };
        self.buffer.retain(taken);
        Ok(())
    }

    /// The next line; `None` when the server stops. May be dropped without losing one.
    pub async fn next(&mut self) -> Option<LogFeedItem> {
        let stopping = self.app.sessions.stopping();
        loop {
            if let Some(item) = self.buffer.pop_front() {
                return Some(item);
            }
            // Marked as seen before the ring is read, so that a newer entry wakes it again.
            let newest = *self.newest.borrow_and_update();
            if newest == self.last {
                tokio::select! {
                    () = stopping.cancelled() => return None,
                    changed = self.newest.changed() => changed.ok()?,
                }
                continue;
            }
            let piece = self.app.logs.after(self.last, &self.selection, PIECE);
            self.last = piece.last;
            if piece.missed > 0 {
                self.buffer.push_back(LogFeedItem::Missed(piece.missed));
            }
            self.buffer.extend(piece.entries.into_iter().map(LogFeedItem::Entry));
        }
    }
}
