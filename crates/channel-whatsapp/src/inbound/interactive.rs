//! Interactive messages of businesses: buttons, lists, links.

use omni_domain::content::{
    Content, Header, Interactive, InteractiveAction, ListRow, ListSection, ReplyButton,
};
use serde_json::Value;
use waproto::whatsapp as wa;
use waproto::whatsapp::__buffa::oneof::hydrated_template_button::HydratedButton;
use waproto::whatsapp::__buffa::oneof::message::interactive_message::InteractiveMessage;
use waproto::whatsapp::__buffa::oneof::message::template_message::Format;
use waproto::whatsapp::__buffa::oneof::message::template_message::hydrated_four_row_template::Title;
use waproto::whatsapp::message as kinds;

/// Reads buttons, a list or a newer kind out of an unwrapped message.
pub(super) fn read(message: &wa::Message) -> Option<Content> {
    buttons(message)
        .or_else(|| list(message))
        .or_else(|| template(message.template_message.as_option()?))
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

/// A template, which arrives with its variables filled in.
fn template(template: &kinds::TemplateMessage) -> Option<Interactive> {
    let filled = match &template.format {
        Some(Format::HydratedFourRowTemplate(filled)) => filled,
        Some(Format::InteractiveMessageTemplate(nested)) => return native(nested),
        Some(Format::FourRowTemplate(_)) | None => template.hydrated_template.as_option()?,
    };
    let header = match &filled.title {
        Some(Title::HydratedTitleText(text)) => full(Some(text)),
        _ => None,
    };
    Some(Interactive {
        header: header.map(|text| Header::Text { text }),
        body: full(filled.hydrated_content_text.as_ref())?,
        footer: full(filled.hydrated_footer_text.as_ref()),
        action: template_action(&filled.hydrated_buttons),
    })
}

fn template_action(buttons: &[wa::HydratedTemplateButton]) -> InteractiveAction {
    let replies = buttons.iter().filter_map(|button| match &button.hydrated_button {
        Some(HydratedButton::QuickReplyButton(reply)) => Some(ReplyButton {
            id: full(reply.id.as_ref())?,
            title: full(reply.display_text.as_ref())?,
        }),
        _ => None,
    });
    let replies: Vec<ReplyButton> = replies.collect();
    if !replies.is_empty() {
        return InteractiveAction::Buttons { buttons: replies };
    }
    let link = buttons.iter().find_map(|button| match &button.hydrated_button {
        Some(HydratedButton::UrlButton(link)) => Some(InteractiveAction::Link {
            label: link.display_text.clone().unwrap_or_default(),
            url: full(link.url.as_ref())?,
        }),
        _ => None,
    });
    link.unwrap_or_else(|| InteractiveAction::Other { name: "template".to_owned() })
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
