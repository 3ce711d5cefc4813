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
/// A running service is unchanged.
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
/// Responds once it has stopped. A stopped `worker` runs no jobs: messages to send are stored and
/// wait. A stopped channel has no sessions on this server; its instances stay enabled. `omni-api`
/// and `nats` cannot be stopped; the error gives the reason.
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
    .explains(&[(Failure::Conflict, "This server cannot restart itself.")]);

/// Restart service
///
/// A channel reconnects its instances; `nats` reopens its connection; `omni-api` responds, stops
/// cleanly and restarts in the same process id.
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
/// Every service, `omni-api` last.
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
