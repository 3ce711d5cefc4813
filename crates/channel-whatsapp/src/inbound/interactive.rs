//! Interactive messages of businesses: buttons, lists, links.

use omni_domain::content::{
    Content, Header, Interactive, InteractiveAction, ListRow, ListSection, ReplyButton,
};
use serde_json::Value;
use waproto::whatsapp as wa;
use waproto::whatsapp::__buffa::oneof::message::interactive_message::InteractiveMessage;
use waproto::whatsapp::message as kinds;

/// Reads buttons, a list or a newer kind out of an unwrapped message.
pub(super) fn read(message: &wa::Message) -> Option<Content> {
    buttons(message)
        .or_else(|| list(message))
        .or_else(|| native(message.interactive_message.as_option()?))
        .map(Content::interactive)
}

fn full(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

fn buttons(message: &wa::Message) -> Option<Interactive> {
    let sent = message.buttons_message.as_option()?;
    let buttons = sent.buttons.iter().filter_map(|button| {
        let text = button.button_text.as_option().and_then(|text| text.display_text.as_ref());
        Some(ReplyButton { id: full(button.button_id.as_ref())?, title: full(text)? })
    });
    Some(Interactive {
        header: None,
        body: full(sent.content_text.as_ref())?,
        footer: full(sent.footer_text.as_ref()),
        action: InteractiveAction::Buttons { buttons: buttons.collect() },
    })
}

fn list(message: &wa::Message) -> Option<Interactive> {
    let sent = message.list_message.as_option()?;
    let row = |row: &kinds::list_message::Row| {
        Some(ListRow {
            id: full(row.row_id.as_ref())?,
            title: full(row.title.as_ref())?,
            description: full(row.description.as_ref()),
        })
    };
    let sections = sent.sections.iter().map(|section| ListSection {
        title: full(section.title.as_ref()),
        rows: section.rows.iter().filter_map(row).collect(),
    });
    let title = full(sent.title.as_ref());
    Some(Interactive {
        header: title.clone().map(|text| Header::Text { text }),
        body: full(sent.description.as_ref()).or(title)?,
        footer: full(sent.footer_text.as_ref()),
        action: InteractiveAction::List {
            label: sent.button_text.clone().unwrap_or_default(),
            sections: sections.collect(),
        },
    })
}

/// Buttons of the newer kind: each has a name and its parameters as JSON.
fn native(sent: &kinds::InteractiveMessage) -> Option<Interactive> {
    let header = sent.header.as_option().and_then(|header| full(header.title.as_ref()));
    Some(Interactive {
        body: full(sent.body.as_option().and_then(|body| body.text.as_ref()))?,
        header: header.map(|text| Header::Text { text }),
        footer: sent.footer.as_option().and_then(|footer| full(footer.text.as_ref())),
        action: action(sent),
    })
}

fn action(sent: &kinds::InteractiveMessage) -> InteractiveAction {
    let other = |name: &str| InteractiveAction::Other { name: name.to_owned() };
    let Some(InteractiveMessage::NativeFlowMessage(flow)) = &sent.interactive_message else {
        return other("interactive");
    };
    let buttons: Vec<(&str, Value)> = flow
        .buttons
        .iter()
        .filter_map(|button| {
            let parameters = button.button_params_json.as_deref().unwrap_or("{}");
            Some((button.name.as_deref()?, serde_json::from_str(parameters).ok()?))
        })
        .collect();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match buttons.as_slice() {
        [("cta_url", parameters), ..] => InteractiveAction::Link {
            label: text(&parameters["display_text"]),
            url: text(&parameters["url"]),
        },
        all if !all.is_empty() && all.iter().all(|(name, _)| *name == "quick_reply") => {
            let buttons = all.iter().map(|(_, parameters)| ReplyButton {
                id: text(&parameters["id"]),
                title: text(&parameters["display_text"]),
            });
            InteractiveAction::Buttons { buttons: buttons.collect() }
        }
        [("send_location", _), ..] => InteractiveAction::RequestLocation,
        [(name, _), ..] => other(name),
        [] => other("interactive"),
    }
}
