use crate::chats::ContentView;
use omni_domain::content::Content;
use omni_domain::event::Event;
use serde_json::Value;

/// The event's own fields, with message content in this API's shape instead of the stored one.
pub(crate) fn payload(event: &Event) -> Value {
    let mut payload = event.payload.clone();
    translate(&mut payload);
    payload
}

/// Puts message content into this API's shape; the `content` there was.
pub(super) fn translate(payload: &mut Value) -> Option<ContentView> {
    replace(payload, "newContent");
    replace(payload, "content")
}

fn replace(payload: &mut Value, name: &str) -> Option<ContentView> {
    let stored = payload.get_mut(name)?;
    let content = <Content as serde::Deserialize>::deserialize(&*stored).ok()?;
    let view = ContentView::from(content);
    *stored = serde_json::to_value(&view).ok()?;
    Some(view)
}
