use super::views::DeadLetterStatsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::dead_letters::DeadCounts;
use omni_app::{App, dead_letters};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint};

pub(super) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin);

/// The numbers of dead letters. One that is retried is a job again, and one that is dropped is
/// deleted: neither is counted.
pub(super) async fn count_dead_letters(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<DeadLetterStatsView> {
    let DeadCounts { pending, resolved } = dead_letters::count(&app, &caller).await?;
    Ok(Json(DeadLetterStatsView {
        pending,
        retrying: 0,
        resolved,
        abandoned: 0,
        total: pending + resolved,
    }))
}
