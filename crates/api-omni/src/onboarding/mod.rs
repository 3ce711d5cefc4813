//! The first steps of a new server.

mod complete;
mod completion;
mod skip;
mod status;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(status::get_onboarding_status))
        .routes(routes!(complete::complete_onboarding_step))
        .routes(routes!(skip::skip_onboarding))
}
