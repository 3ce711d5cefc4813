//! The body of a new document: its text as JSON, or its file as a form.

use axum::extract::{FromRequest, Request};
use omni_app::agent_documents::{DocumentSource, NewDocument};
use omni_http::{ApiError, MediaJson, Upload, is_multipart};
use serde::Deserialize;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// A new document. As `multipart/form-data`, the name and, last, the field `file`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateAgentDocumentRequest {
    /// Unique in its agent.
    #[schema(min_length = 1, max_length = 200, example = "Prices.md")]
    name: String,
    #[schema(min_length = 1, max_length = 200_000, example = "Tea is 3 €.")]
    text: String,
}

/// The fields of the form besides its file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FormFields {
    name: Option<String>,
}

/// How the form is described.
pub(super) struct CreateAgentDocumentForm;

impl PartialSchema for CreateAgentDocumentForm {
    fn schema() -> RefOr<Schema> {
        let name = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Unique in its agent; the file's own name if it is absent."));
        let file = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some(
                "Text, Markdown, HTML, CSV, JSON, PDF, DOCX or XLSX; the last field of the form.",
            ));
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .property("name", name)
            .property("file", file)
            .required("file")
            .description(Some("A new document as a file."))
            .into()
    }
}

impl ToSchema for CreateAgentDocumentForm {}

/// The document that the body holds.
pub(super) struct DocumentBody(pub(super) NewDocument);

impl<S: Send + Sync> FromRequest<S> for DocumentBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_multipart(request.headers()) {
            let MediaJson(CreateAgentDocumentRequest { name, text }) =
                MediaJson::<CreateAgentDocumentRequest>::from_request(request, state).await?;
            let source = DocumentSource::Text(text);
            return Ok(Self(NewDocument { name: Some(name), source }));
        }
        let Upload { fields: FormFields { name }, file } =
            Upload::<FormFields>::from_request(request, state).await?;
        let source =
            DocumentSource::File { name: file.name, mime_type: file.mime_type, bytes: file.bytes };
        Ok(Self(NewDocument { name, source }))
    }
}
