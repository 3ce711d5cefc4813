//! Turns: gathered messages, and the agent's answer to them.

mod answer;
mod cancel;
mod get;
mod list;
mod path;
mod pause;
mod question;
mod resume;
mod retry;
mod views;

pub(crate) use answer::reply_url;
pub(crate) use views::{TurnErrorView, TurnView};

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_turns), list::ENDPOINT)
        .route(routes!(get::get_turn), get::ENDPOINT)
        .route(routes!(question::get_turn_question), question::ENDPOINT)
        .route(routes!(cancel::cancel_turn), cancel::ENDPOINT)
        .route(routes!(retry::retry_turn), retry::ENDPOINT)
        .route(routes!(pause::pause_agent), pause::ENDPOINT)
        .route(routes!(resume::resume_agent), resume::ENDPOINT)
        .route(routes!(answer::answer_later), answer::ENDPOINT)
}
