use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::services::QueueStatus;
use omni_app::{App, services};
use omni_http::{Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// The queues of jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueListView {
    items: Vec<QueueView>,
}

/// The jobs of a kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QueueView {
    kind: &'static str,
    /// Jobs that wait, for their time or for another of their order.
    queued: i64,
    /// Jobs that run.
    running: i64,
    /// Milliseconds for which the one that is due longest waits; null if none is due.
    oldest_due_ms: Option<u64>,
}

impl From<QueueStatus> for QueueView {
    fn from(queue: QueueStatus) -> Self {
        let millis = |age: std::time::Duration| u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
        Self {
            kind: queue.kind.as_str(),
            queued: queue.queued,
            running: queue.running,
            oldest_due_ms: queue.oldest.map(millis),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::operator();

/// List queues
///
/// How many jobs of each kind wait and run, of all tenants and nodes, and for how long.
#[utoipa::path(
    get,
    path = "/services/queues",
    tag = "services",
    responses((status = 200, body = QueueListView))
)]
pub(crate) async fn list_queues(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<QueueListView> {
    let all = services::queues(&app, &caller).await?;
    Ok(Json(QueueListView { items: all.into_iter().map(QueueView::from).collect() }))
}
