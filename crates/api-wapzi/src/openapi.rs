//! The API document, assembled from the routes.

use crate::dialect::ErrorBody;
use crate::{BASE, router};
use omni_http::openapi::{Assembly, Section};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Wapzi",
        description = "Programs talk with agents at entry points.\n\n\
            Send the key of the account as `x-api-key`. Errors are `{statusCode, message, error}`; \
            every answer carries `x-request-id`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "The host that serves this document.")),
    tags(
        (name = "entry-points", description = "Messages for agents."),
        (name = "executions", description = "The agents' answers.")
    ),
    components(schemas(ErrorBody))
)]
struct ApiDoc;

/// The document of this API.
pub fn openapi() -> OpenApi {
    let mut base = ApiDoc::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut base.info.version);
    let header = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("x-api-key")));
    Assembly::new(base)
        .credential("apiKey", header)
        .section(Section::new(BASE, "ErrorBody", router::documented()))
        .build()
}

#[cfg(test)]
mod tests {
    use super::openapi;

    #[test]
    fn it_describes_both_operations_and_their_errors() {
        let document = serde_json::to_value(openapi()).expect("a document");
        let execute = &document["paths"]["/v1/entry-points/{entryPointId}/execute"]["post"];
        let get = &document["paths"]["/v1/executions/{executionId}"]["get"];
        assert_eq!(execute["operationId"], "execute_entry_point");
        assert_eq!(get["operationId"], "get_execution");
        for operation in [execute, get] {
            for status in ["400", "401", "403", "429"] {
                assert!(operation["responses"][status].is_object(), "{status}: {operation}");
            }
        }
        assert!(execute["responses"]["202"].is_object());
    }
}
