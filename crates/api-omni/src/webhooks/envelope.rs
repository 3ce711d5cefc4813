//! The body of a delivery: the event as this API shows it, in the envelope of Standard Webhooks.

use super::headers::FORM;
use crate::events::{EventView, type_name};
use crate::shapes::Time;
use omni_app::App;
use omni_app::webhooks::{Rendered, Renderer};
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::webhook::Endpoint;
use serde::Serialize;
use serde_json::json;
use std::borrow::Cow;

/// `{type, timestamp, data}`.
#[derive(Serialize)]
struct Envelope<'a, D> {
    #[serde(rename = "type")]
    name: &'a str,
    timestamp: Time,
    data: D,
}

/// How this API renders events.
pub(crate) const RENDERER: Renderer =
    Renderer { takes: |_| true, event: render_event, test: render_test, form: FORM };

fn render<D: Serialize>(name: Cow<'static, str>, at: Timestamp, data: D) -> Rendered {
    let envelope = Envelope { name: &name, timestamp: at.into(), data };
    let body = serde_json::to_vec(&envelope).expect("views have string keys, so they serialise");
    Rendered { name, body }
}

fn render_event(app: &App, event: Event) -> Rendered {
    let (name, at) = (type_name(&event), event.at);
    render(name, at, EventView::from(event).below(app.public_path()))
}

fn render_test(endpoint: &Endpoint, now: Timestamp) -> Rendered {
    let data = json!({
        "endpointId": endpoint.id,
        "message": "This is a test. Deliveries have the type of their event, and its data here.",
    });
    render("webhook.test".into(), now, data)
}
