use crate::chats::ContentView;
use omni_domain::content::Content;
use omni_domain::event::Event;
use serde_json::Value;

/// The event's own fields, with message content in this API's shape instead of the stored one.
pub(crate) fn payload(event: &Event) -> Value {
    let mut payload = event.payload.clone();
    for name in ["content", "newContent"] {
        let Some(stored) = payload.get_mut(name) else { continue };
        let content = serde_json::from_value::<Content>(stored.clone()).map(ContentView::from);
        if let Ok(view) = content.and_then(serde_json::to_value) {
            *stored = view;
        }
    }
    payload
}
