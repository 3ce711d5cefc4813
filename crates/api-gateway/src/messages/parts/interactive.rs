use omni_domain::content::{
    Header, Interactive, InteractiveAction, ListRow, ListSection, ReplyButton,
};
use serde::Serialize;
use utoipa::ToSchema;

/// Text with buttons, a list, a link or a form, as businesses send it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InteractiveView {
    /// `button`, `list` or `unknown`: what `action` has.
    #[serde(rename = "type")]
    #[schema(example = "button")]
    kind: &'static str,
    header: Option<InteractiveHeaderView>,
    body: InteractiveTextView,
    footer: Option<InteractiveTextView>,
    action: InteractiveActionView,
}

/// What is above the text.
#[derive(Debug, Serialize, ToSchema)]
struct InteractiveHeaderView {
    /// `text`, or the kind of a file: `image`, `audio`, `video`, `document` or `sticker`.
    #[serde(rename = "type")]
    #[schema(example = "text")]
    kind: &'static str,
    /// The line, if it is text.
    text: Option<String>,
}

/// A part of the text.
#[derive(Debug, Serialize, ToSchema)]
struct InteractiveTextView {
    text: String,
}

/// What the recipient can do.
#[derive(Debug, Default, Serialize, ToSchema)]
struct InteractiveActionView {
    /// Of `button`.
    #[serde(skip_serializing_if = "Option::is_none")]
    buttons: Option<Vec<InteractiveButtonView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<InteractiveListView>,
    /// Of `unknown`: the network's own name of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A button.
#[derive(Debug, Default, Serialize, ToSchema)]
struct InteractiveButtonView {
    /// `quick_reply` (sends a reply), `url` (opens a page), `flow` (opens a form) or `location` (sends the
    /// recipient's location).
    #[serde(rename = "type")]
    #[schema(example = "quick_reply")]
    kind: &'static str,
    /// The text on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// Returned in the reply; of `flow`, the network's id of the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// The page.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// A list to choose from.
#[derive(Debug, Serialize, ToSchema)]
struct InteractiveListView {
    /// The text on the button that opens it.
    label: String,
    sections: Vec<ListSectionView>,
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
struct ListSectionView {
    title: Option<String>,
    rows: Vec<ListRowView>,
}

/// A row of a list.
#[derive(Debug, Serialize, ToSchema)]
struct ListRowView {
    /// Returned in the reply.
    id: String,
    title: String,
    description: Option<String>,
}

impl From<&Interactive> for InteractiveView {
    fn from(interactive: &Interactive) -> Self {
        Self {
            kind: type_of(&interactive.action),
            header: interactive.header.as_ref().map(InteractiveHeaderView::from),
            body: InteractiveTextView { text: interactive.body.clone() },
            footer: interactive.footer.clone().map(|text| InteractiveTextView { text }),
            action: InteractiveActionView::from(&interactive.action),
        }
    }
}

const fn type_of(action: &InteractiveAction) -> &'static str {
    match action {
        InteractiveAction::Buttons { .. }
        | InteractiveAction::Link { .. }
        | InteractiveAction::Flow(_)
        | InteractiveAction::RequestLocation => "button",
        InteractiveAction::List { .. } => "list",
        InteractiveAction::Other { .. } => "unknown",
    }
}

impl From<&Header> for InteractiveHeaderView {
    fn from(header: &Header) -> Self {
        match header {
            Header::Text { text } => Self { kind: "text", text: Some(text.clone()) },
            Header::Media { file } => Self { kind: file.kind.as_str(), text: None },
        }
    }
}

impl From<&InteractiveAction> for InteractiveActionView {
    fn from(action: &InteractiveAction) -> Self {
        match action {
            InteractiveAction::Buttons { buttons } => {
                Self::of(buttons.iter().map(InteractiveButtonView::from).collect())
            }
            InteractiveAction::Link { label, url } => Self::of(vec![InteractiveButtonView {
                url: Some(url.clone()),
                ..InteractiveButtonView::new("url", label)
            }]),
            InteractiveAction::Flow(flow) => Self::of(vec![InteractiveButtonView {
                id: Some(flow.id.clone()),
                ..InteractiveButtonView::new("flow", &flow.label)
            }]),
            // The reader's own WhatsApp writes the text on it.
            InteractiveAction::RequestLocation => Self::of(vec![InteractiveButtonView {
                kind: "location",
                ..InteractiveButtonView::default()
            }]),
            InteractiveAction::List { label, sections } => {
                let sections = sections.iter().map(ListSectionView::from).collect();
                let list = InteractiveListView { label: label.clone(), sections };
                Self { list: Some(list), ..Self::default() }
            }
            InteractiveAction::Other { name } => {
                Self { name: Some(name.clone()), ..Self::default() }
            }
        }
    }
}

impl InteractiveActionView {
    fn of(buttons: Vec<InteractiveButtonView>) -> Self {
        Self { buttons: Some(buttons), ..Self::default() }
    }
}

impl InteractiveButtonView {
    fn new(kind: &'static str, title: &str) -> Self {
        Self { kind, title: Some(title.to_owned()), ..Self::default() }
    }
}

impl From<&ReplyButton> for InteractiveButtonView {
    fn from(button: &ReplyButton) -> Self {
        Self { id: Some(button.id.clone()), ..Self::new("quick_reply", &button.title) }
    }
}

impl From<&ListSection> for ListSectionView {
    fn from(section: &ListSection) -> Self {
        let rows = section.rows.iter().map(ListRowView::from).collect();
        Self { title: section.title.clone(), rows }
    }
}

impl From<&ListRow> for ListRowView {
    fn from(row: &ListRow) -> Self {
        let (id, title) = (row.id.clone(), row.title.clone());
        Self { id, title, description: row.description.clone() }
    }
}
