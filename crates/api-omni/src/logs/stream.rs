use super::subscription::LogSubscription;
use super::views::LogEntryView;
use crate::ws::{Disconnected, Feed, Handshake, Session, Step};
use axum::extract::State;
use axum::response::Response;
use omni_app::logs::{self, LogFeed, LogFeedItem};
use omni_app::{App, authorization};
use omni_domain::access::Scope;
use omni_http::{ApiError, Endpoint};
use serde::Serialize;
use std::convert::Infallible;

pub(crate) const ENDPOINT: Endpoint = Endpoint::operator().socket();

/// Messages of this socket only.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum LogMessage {
    Log(LogEntryView),
    /// Lines that were overwritten before they were read.
    Missed {
        count: u64,
    },
}

impl Feed for LogFeed {
    type Item = LogFeedItem;

    async fn next(&mut self) -> Option<LogFeedItem> {
        Self::next(self).await
    }
}

/// Log stream
///
/// A WebSocket, also at `/logs`, authenticated as the event stream. Then:
///
/// `{"type":"subscribe","services":["omni-api"],"level":"info","tail":100}`
///
/// `services` may be `["*"]`; `tail` is the number of earlier lines that are sent first; with
/// `instanceId` only lines about that instance are. Each line arrives as
/// `{"type":"log","service","level","timestamp","message","metadata"}`.
/// `{"type":"filter","services","level","instanceId","search"}` selects other lines from then on;
/// absent members are unchanged, and a new subscription removes `instanceId`. A client that falls behind the log receives `{"type":"missed","count"}`; the
/// socket of one that is too slow is closed with 1013.
#[utoipa::path(
    get,
    path = "/ws/logs",
    tag = "realtime",
    responses((status = 101, description = "Switched to the WebSocket protocol."))
)]
pub(crate) async fn stream_logs(
    State(app): State<App>,
    handshake: Handshake,
) -> Result<Response, ApiError> {
    if let Some(caller) = handshake.caller() {
        authorization::require_server(caller)?;
    }
    let (upgrade, entry, options) = handshake.accept(Scope::Admin)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        // The close code reports to the client why the stream ended.
        if let Ok(session) = Session::<LogFeed>::open(app, socket, entry, options).await {
            let Err(Disconnected) = run(session).await;
        }
    }))
}

async fn run(mut session: Session<LogFeed>) -> Result<Infallible, Disconnected> {
    // The current selection: a filter changes some of its members.
    let mut selected = LogSubscription::default();
    loop {
        match session.next::<LogSubscription>().await? {
            Step::Item(LogFeedItem::Entry(entry)) => {
                session.send(&LogMessage::Log(entry.as_ref().into())).await?;
            }
            Step::Item(LogFeedItem::Missed(count)) => {
                session.send(&LogMessage::Missed { count }).await?;
            }
            Step::Subscribe(subscription) => {
                let subscription = subscription.over(&selected);
                match apply(&mut session, &subscription).await? {
                    Ok(()) => selected = subscription,
                    Err(error) => session.refuse(&error).await?,
                }
            }
        }
    }
}

async fn apply(
    session: &mut Session<LogFeed>,
    subscription: &LogSubscription,
) -> Result<Result<(), ApiError>, Disconnected> {
    if !subscription.is_filter {
        let feed = logs::follow(
            session.app(),
            session.caller(),
            subscription.query(),
            subscription.tail(),
        );
        return Ok(match feed {
            Ok(feed) => {
                session.follow(feed).await?;
                Ok(())
            }
            Err(error) => Err(error.into()),
        });
    }
    let Some(feed) = session.feed() else {
        let message = "there is nothing to filter; subscribe first";
        return Ok(Err(ApiError::invalid("type", message)));
    };
    Ok(feed.select(subscription.query()).map_err(ApiError::from))
}
