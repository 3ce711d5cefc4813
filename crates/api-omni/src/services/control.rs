use super::ServicePath;
use super::views::{RestartResultView, RestartResultsView, ServiceChangedView};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, services};
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const START_SERVICE: Endpoint = Endpoint::operator().fails(&[Failure::NotFound]);

/// Start service
///
/// One that runs stays as it is.
#[utoipa::path(
    post,
    path = "/services/{name}/start",
    tag = "services",
    params(ServicePath),
    responses((status = 200, body = ServiceChangedView))
)]
pub(crate) async fn start_service(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ServicePath>,
) -> Reply<ServiceChangedView> {
    Ok(Json(services::start(&app, &caller, &path.name).await?.into()))
}

pub(crate) const STOP_SERVICE: Endpoint = Endpoint::operator()
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "It is a part that cannot be stopped.")]);

/// Stop service
///
/// Answers once it does no more work. A stopped `worker` runs no jobs: what is sent is stored and
/// waits. A stopped channel has no sessions on this server; its instances stay wanted. `omni-api`
/// and `nats` refuse, and say why.
#[utoipa::path(
    post,
    path = "/services/{name}/stop",
    tag = "services",
    params(ServicePath),
    responses(
        (status = 200, body = ServiceChangedView)
    )
)]
pub(crate) async fn stop_service(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ServicePath>,
) -> Reply<ServiceChangedView> {
    Ok(Json(services::stop(&app, &caller, &path.name).await?.into()))
}

pub(crate) const RESTART_SERVICE: Endpoint = Endpoint::operator()
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "This server cannot restart in place.")]);

/// Restart service
///
/// A channel reconnects its instances; `nats` opens its connection anew; `omni-api` answers, stops
/// cleanly and runs its program anew in place, under the same process id.
#[utoipa::path(
    post,
    path = "/services/{name}/restart",
    tag = "services",
    params(ServicePath),
    responses(
        (status = 200, body = ServiceChangedView)
    )
)]
pub(crate) async fn restart_service(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ServicePath>,
) -> Reply<ServiceChangedView> {
    Ok(Json(services::restart(&app, &caller, &path.name).await?.into()))
}

pub(crate) const RESTART_ALL_SERVICES: Endpoint = Endpoint::operator();

/// Restart all services
///
/// Every part, `omni-api` last.
#[utoipa::path(
    post,
    path = "/services/restart-all",
    tag = "services",
    responses((status = 200, body = RestartResultsView))
)]
pub(crate) async fn restart_all_services(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<RestartResultsView> {
    let results = services::restart_all(&app, &caller).await?;
    Ok(Json(RestartResultsView {
        results: results.into_iter().map(RestartResultView::from).collect(),
    }))
}
