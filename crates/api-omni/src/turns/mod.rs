//! What people wrote, gathered, and what the agent answered to it.

mod answer;
mod cancel;
mod get;
mod list;
mod path;
mod pause;
mod resume;
mod retry;
mod views;

pub(crate) use answer::reply_url;
pub(crate) use views::TurnView;

use omni_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_turns))
        .routes(routes!(get::get_turn))
        .routes(routes!(cancel::cancel_turn))
        .routes(routes!(retry::retry_turn))
        .routes(routes!(pause::pause_agent))
        .routes(routes!(resume::resume_agent))
        .routes(routes!(answer::answer_later))
}
