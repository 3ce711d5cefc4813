use omni_domain::content::{
    ButtonAction, Template, TemplateComponent, TemplateParameter, TemplatePart,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A message from a template that the network approved beforehand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateView {
    /// The template's name with the network.
    #[schema(example = "order_update")]
    name: String,
    #[schema(example = "pt_BR")]
    language: String,
    /// The text as the recipient reads it, if it is known.
    body: Option<String>,
    /// What was filled into the header and the text, in their order: the values that are text.
    parameters: Vec<String>,
    /// The buttons that have a value of their own.
    buttons: Vec<TemplateButtonView>,
}

/// A button of a template.
#[derive(Debug, Serialize, ToSchema)]
struct TemplateButtonView {
    /// `quick_reply`, `url`, `copy_code` or `flow`.
    #[serde(rename = "type")]
    #[schema(example = "quick_reply")]
    kind: &'static str,
    /// Which, from 0.
    index: u32,
    /// Returned in the reply.
    id: Option<String>,
    /// The code that it copies.
    copy_code: Option<String>,
}

impl From<&Template> for TemplateView {
    fn from(template: &Template) -> Self {
        let components = template.components.iter();
        let of_text = components
            .clone()
            .filter(|one| matches!(one.part, TemplatePart::Header | TemplatePart::Body));
        Self {
            name: template.name.clone(),
            language: template.language.clone(),
            body: template.text.clone(),
            parameters: of_text.flat_map(|one| &one.parameters).filter_map(shown).collect(),
            buttons: components.filter_map(TemplateButtonView::of).collect(),
        }
    }
}

impl TemplateButtonView {
    /// `None` of what is no button.
    fn of(component: &TemplateComponent) -> Option<Self> {
        let TemplatePart::Button { index, action } = &component.part else { return None };
        let mut view =
            Self { kind: action_name(*action), index: *index, id: None, copy_code: None };
        for parameter in &component.parameters {
            match parameter {
                TemplateParameter::Payload { payload } => view.id = Some(payload.clone()),
                TemplateParameter::CouponCode { code } => view.copy_code = Some(code.clone()),
                _ => {}
            }
        }
        Some(view)
    }
}

/// A value as the recipient reads it, if it is text.
fn shown(parameter: &TemplateParameter) -> Option<String> {
    match parameter {
        TemplateParameter::Text { text, .. } => Some(text.clone()),
        TemplateParameter::Currency { fallback, .. } | TemplateParameter::DateTime { fallback } => {
            Some(fallback.clone())
        }
        _ => None,
    }
}

const fn action_name(action: ButtonAction) -> &'static str {
    match action {
        ButtonAction::QuickReply => "quick_reply",
        ButtonAction::Url => "url",
        ButtonAction::CopyCode => "copy_code",
        ButtonAction::Flow => "flow",
    }
}
