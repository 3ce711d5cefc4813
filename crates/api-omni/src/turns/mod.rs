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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_turns), list::ENDPOINT)
        .route(route!(get::get_turn), get::ENDPOINT)
        .route(route!(question::get_turn_question), question::ENDPOINT)
        .route(route!(cancel::cancel_turn), cancel::ENDPOINT)
        .route(route!(retry::retry_turn), retry::ENDPOINT)
        .route(route!(pause::pause_agent), pause::ENDPOINT)
        .route(route!(resume::resume_agent), resume::ENDPOINT)
        .route(route!(answer::answer_later), answer::ENDPOINT)
}
