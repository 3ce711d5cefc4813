use super::responses::{self, REQUEST_ID};
use super::unused;
use crate::{Access, RouteInfo, Routes};
use axum::http::Method;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Deprecated, OpenApi};

/// Routes of a document that render errors in one form.
#[expect(missing_debug_implementations, reason = "a document cannot be shown")]
pub struct Section {
    base: &'static str,
    error_schema: &'static str,
    is_deprecated: bool,
    document: OpenApi,
    infos: Vec<RouteInfo>,
}

impl Section {
    /// These routes, with paths below `base`; `error_schema` names the body of their errors.
    pub fn new<S>(base: &'static str, error_schema: &'static str, routes: Routes<S>) -> Self
    where
        S: Clone + Send + Sync + 'static,
    {
        let (document, infos) = routes.into_document();
        Self { base, error_schema, is_deprecated: false, document, infos }
    }

    /// Every operation of it is marked as deprecated.
    #[must_use]
    pub const fn deprecated(mut self) -> Self {
        self.is_deprecated = true;
        self
    }
}

/// An API document under construction.
///
/// Each operation gets what its [`Endpoint`](crate::Endpoint) declares: credentials, the scope as a
/// sentence, and its errors, beside those that every route of its kind can return.
#[expect(missing_debug_implementations, reason = "a document cannot be shown")]
pub struct Assembly {
    document: OpenApi,
    credentials: Vec<&'static str>,
    sections: Vec<Section>,
}

impl Assembly {
    /// From a dialect's own parts: title, tags, schemas of its errors.
    pub const fn new(base: OpenApi) -> Self {
        Self { document: base, credentials: Vec::new(), sections: Vec::new() }
    }

    /// Adds a way to send a credential; any one of them is enough.
    #[must_use]
    pub fn credential(mut self, name: &'static str, scheme: SecurityScheme) -> Self {
        let components = self.document.components.get_or_insert_default();
        components.add_security_scheme(name, scheme);
        self.credentials.push(name);
        self
    }

    /// Adds routes.
    #[must_use]
    pub fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// The whole document, in `OpenAPI` 3.1. [`crate::openapi::SpecVersion::write`] writes it in others.
    pub fn build(self) -> OpenApi {
        let Self { mut document, credentials, sections } = self;
        let components = document.components.get_or_insert_default();
        components.headers.insert(REQUEST_ID.to_owned(), responses::request_id().into());
        for section in sections {
            let Section { base, error_schema, is_deprecated, document: routes, infos } = section;
            document = document.nest(base, routes);
            for info in infos.iter().filter(|info| info.is_documented) {
                let path = format!("{base}{}", info.path);
                let item = document.paths.paths.get_mut(&path);
                let Some(operation) = item.and_then(|item| operation(item, &info.method)) else {
                    continue;
                };
                if is_deprecated {
                    operation.deprecated = Some(Deprecated::True);
                }
                secure(operation, info.access(), &credentials);
                responses::complete(operation, info, error_schema);
            }
        }
        unused::remove(&mut document);
        document
    }
}

fn operation<'a>(item: &'a mut PathItem, method: &Method) -> Option<&'a mut Operation> {
    match *method {
        Method::GET => item.get.as_mut(),
        Method::POST => item.post.as_mut(),
        Method::PATCH => item.patch.as_mut(),
        Method::PUT => item.put.as_mut(),
        Method::DELETE => item.delete.as_mut(),
        Method::HEAD => item.head.as_mut(),
        Method::OPTIONS => item.options.as_mut(),
        _ => None,
    }
}

/// Sets which credential the operation needs.
fn secure(operation: &mut Operation, access: Access, credentials: &[&'static str]) {
    if !access.needs_credential() {
        // Stated, not left out: a generator of clients would otherwise have to guess.
        operation.security = Some(Vec::new());
        return;
    }
    let requirements =
        credentials.iter().map(|name| SecurityRequirement::new::<_, [&str; 0], _>(*name, []));
    operation.security = Some(requirements.collect());
    let text = operation.description.get_or_insert_default();
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(&needed(access));
}

/// The sentence that states what the credential of a request needs.
fn needed(access: Access) -> String {
    let operator = match access {
        Access::Operator => " and a key that may operate the whole server",
        _ => "",
    };
    match access.scope() {
        Some(scope) => format!("Needs the scope `{scope}`{operator}."),
        None => "Needs a key, whatever its scopes.".to_owned(),
    }
}
