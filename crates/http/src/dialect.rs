use crate::ApiError;
use axum::http::request::Parts;
use axum::response::Response;
use omni_app::authentication::Credential;

/// How one API reads credentials and renders errors.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// Its name in the log.
    pub name: &'static str,
    /// Writes an error in the dialect's body.
    pub render: fn(&ApiError) -> Response,
    /// Reads the credential of a request; `None` if it has none.
    pub credential: fn(&Parts) -> Result<Option<Credential>, ApiError>,
    /// The error message for a request without a credential: how to send one.
    pub credential_needed: &'static str,
}
