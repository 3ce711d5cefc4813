use serde::Serialize;
use utoipa::ToSchema;

/// Content that has no form here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnknownView {
    /// The network's own name of it.
    #[serde(rename = "type")]
    #[schema(example = "order")]
    kind: String,
    /// The text in it.
    body: Option<String>,
}

impl UnknownView {
    pub(super) fn new(kind: &str, text: Option<&str>) -> Self {
        Self { kind: kind.to_owned(), body: text.map(str::to_owned) }
    }
}
