//! What the SDKs call and this server does not have.

use axum::http::{Method, StatusCode};
use axum::routing::{MethodFilter, on};
use omni_app::App;
use omni_http::{ApiError, Endpoint, Routes};

/// Also in the text of the configuration, at `compat.omni_sdk`.
const SENTENCE: &str = "automations, agent routes, stored payloads, event operations, webhook \
    sources, and sending embeds and speech are not supported";

const PATHS: [&str; 16] = [
    "/automations",
    "/automations/{*rest}",
    "/automation-logs",
    "/instances/{id}/routes",
    "/instances/{id}/routes/{*rest}",
    "/payload-config",
    "/payload-config/{*rest}",
    "/payload-stats",
    "/events/{id}/payloads",
    "/events/{id}/payloads/{*rest}",
    "/event-ops/{*rest}",
    "/webhook-sources",
    "/webhook-sources/{*rest}",
    "/messages/send/embed",
    "/messages/send/tts",
    "/messages/tts/voices",
];

const ENDPOINT: Endpoint = Endpoint::any_key();

/// Only with `compat.omni_sdk`; without it these paths do not exist.
pub(crate) fn routes() -> Routes<App> {
    let methods = [
        (Method::GET, MethodFilter::GET),
        (Method::POST, MethodFilter::POST),
        (Method::PUT, MethodFilter::PUT),
        (Method::PATCH, MethodFilter::PATCH),
        (Method::DELETE, MethodFilter::DELETE),
    ];
    let all =
        PATHS.iter().flat_map(|path| methods.iter().map(move |method| (*path, method.clone())));
    all.fold(Routes::new(), |routes, (path, (method, filter))| {
        routes.undocumented(method, path, on(filter, refuse), ENDPOINT)
    })
}

async fn refuse() -> ApiError {
    ApiError::new(StatusCode::NOT_IMPLEMENTED, "NOT_SUPPORTED", SENTENCE)
}

#[cfg(test)]
mod tests {
    use super::SENTENCE;

    #[test]
    fn the_configuration_has_the_sentence_of_the_refusal() {
        let text = include_str!("../../../server/config.default.toml");
        let lines = text.lines().map(|line| line.trim_start_matches(['#', ' ']));
        assert!(lines.collect::<Vec<_>>().join(" ").contains(SENTENCE));
    }
}
