//! Remote control of the network: JSON over HTTP, for other processes and manual use.

mod bodies;
mod calls;
mod faults;
mod passkey;
mod phones;
mod profile;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::network::Network;
use super::options::NetworkOptions;
use bodies::CreateGroup;

/// A failure is reported as `{"error": …}` with status 400.
struct Failure(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = json!({ "error": format!("{:#}", self.0) });
        (StatusCode::BAD_REQUEST, Json(body)).into_response()
    }
}

type Answer = Result<Json<Value>, Failure>;

fn done() -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// All routes of the control interface.
pub(crate) fn routes(network: Network) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/phones", get(phones::list).post(phones::create))
        .route("/phones/{number}", get(phones::show))
        .route("/phones/{number}/scan", post(phones::scan))
        .route("/phones/{number}/code", post(phones::enter_code))
        .route("/phones/{number}/passkey", post(passkey::protect).get(passkey::show))
        .route("/phones/{number}/passkey/sign", post(passkey::sign))
        .route("/phones/{number}/passkey/decline", post(passkey::decline))
        .route("/phones/{number}/passkey/expire", post(passkey::expire))
        .route("/phones/{number}/send", post(phones::send))
        .route("/phones/{number}/read", post(phones::read))
        .route("/phones/{number}/typing", post(phones::typing).get(phones::typing_seen))
        .route("/phones/{number}/presence", post(phones::presence))
        .route("/phones/{number}/offline", post(phones::offline))
        .route("/phones/{number}/online", post(phones::online))
        .route("/phones/{number}/unlink", post(phones::unlink))
        .route("/phones/{number}/receipts", post(phones::auto_receipts).get(phones::receipts))
        .route("/phones/{number}/received", get(phones::received))
        .route("/phones/{number}/received/{id}/media", get(phones::media))
        .route("/phones/{number}/expect", post(phones::expect))
        .route("/phones/{number}/call", post(calls::place))
        .route("/phones/{number}/calls/{id}", get(calls::show))
        .route("/phones/{number}/calls/{id}/end", post(calls::end))
        .route("/phones/{number}/refuses-adds", post(profile::refuses_adds))
        .route("/phones/{number}/business", post(profile::business))
        .route("/groups", post(create_group))
        .route("/faults", post(faults::arm))
        .route("/stats", get(stats))
        .with_state(network)
}

/// Runs a network in its own process until the process is interrupted.
///
/// Port 0 of the control interface is chosen by the system like the others; the
/// addresses are logged.
pub async fn serve(mut options: NetworkOptions) -> anyhow::Result<()> {
    options.control_port.get_or_insert(0);
    let network = Network::start(options).await?;
    tracing::info!(
        chat = network.ws_url(),
        control = network.control_url().unwrap_or_default(),
        "the sandbox network is running"
    );
    tokio::signal::ctrl_c().await?;
    network.stop().await;
    Ok(())
}

async fn overview(State(network): State<Network>) -> Json<Value> {
    Json(json!({ "chat": network.ws_url(), "phones": phones::all(&network) }))
}

async fn stats(State(network): State<Network>) -> Json<Value> {
    let connections: Vec<Value> = network
        .connections()
        .into_iter()
        .map(|one| {
            json!({
                "connection": one.connection,
                "device": one.device,
                "seconds": one.since.elapsed().map_or(0, |elapsed| elapsed.as_secs()),
                "frames_in": one.frames_in,
                "frames_out": one.frames_out,
            })
        })
        .collect();
    Json(json!({ "network": network.stats(), "connections": connections }))
}

async fn create_group(State(network): State<Network>, Json(body): Json<CreateGroup>) -> Answer {
    let creator = network.require_phone(&body.creator)?;
    let members: Vec<_> = body
        .members
        .iter()
        .map(|number| network.require_phone(number))
        .collect::<anyhow::Result<_>>()?;
    let members: Vec<_> = members.iter().collect();
    let jid = network.create_group(&body.subject, &creator, &members).await?;
    Ok(Json(json!({ "jid": jid })))
}
