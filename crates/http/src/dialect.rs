use crate::ApiError;
use axum::response::Response;

/// How one API writes what is shared.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// Its crate's noun, for the log.
    pub name: &'static str,
    /// Writes an error in the dialect's body.
    pub render: fn(&ApiError) -> Response,
}
