//! A route with its description. Its schemas are collected only for a document: there are thousands of
//! them, with everything that they refer to, and a server serves requests without any.

use super::erased::{Answer, ErasedHandler};
use axum::handler::Handler;
use axum::routing::MethodRouter;
use std::fmt;
use utoipa::openapi::path::{Operation, Paths};
use utoipa::openapi::{HttpMethod, RefOr, Schema};
use utoipa_axum::PathItemExt as _;

/// Schemas by their names, in a document's components.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// A handler, its path and methods, and what a document contains of it; [`route!`](crate::route!) makes
/// it.
pub struct DocumentedRoute<S> {
    pub(super) paths: Paths,
    pub(super) schemas: fn(&mut Schemas),
    pub(super) handler: MethodRouter<S>,
}

impl<S> fmt::Debug for DocumentedRoute<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentedRoute").finish_non_exhaustive()
    }
}

impl<S> DocumentedRoute<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// Of the parts that `#[utoipa::path]` generates for an async handler.
    pub fn new<H, T>(
        handler: &H,
        path: &str,
        methods: Vec<HttpMethod>,
        operation: Operation,
        tags: &[&str],
        schemas: fn(&mut Schemas),
    ) -> Self
    where
        H: Handler<T, S, Future = Answer>,
    {
        Self::of(&ErasedHandler::new(handler.clone()), path, methods, operation, tags, schemas)
    }

    /// Compiled once, not for each handler.
    fn of(
        handler: &ErasedHandler<S>,
        path: &str,
        methods: Vec<HttpMethod>,
        mut operation: Operation,
        tags: &[&str],
        schemas: fn(&mut Schemas),
    ) -> Self {
        if !tags.is_empty() {
            let names = operation.tags.get_or_insert_default();
            names.extend(tags.iter().map(ToString::to_string));
        }
        let router = methods.iter().fold(MethodRouter::new(), |router, method| {
            router.on(method.to_method_filter(), handler.clone())
        });
        let mut paths = Paths::new();
        paths.add_path_operation(path, methods, operation);
        Self { paths, schemas, handler: router }
    }
}

/// The route of a handler that `#[utoipa::path]` describes, for
/// [`Routes::route`](crate::Routes::route). As `utoipa_axum::routes!`, which collects the schemas at
/// once, and whose way to the generated parts it takes.
#[macro_export]
macro_rules! route {
    ($handler:path) => {
        $crate::utoipa_axum::paste! {
            $crate::DocumentedRoute::new(
                &$handler,
                &$crate::utoipa_axum::routes!( @path [path()] of $handler ),
                $crate::utoipa_axum::routes!( @path [methods()] of $handler ),
                $crate::utoipa_axum::routes!( @path [operation()] of $handler ),
                &$crate::utoipa_axum::routes!( @path [tags()] of $handler ),
                |schemas| $crate::utoipa_axum::routes!( @path [schemas(schemas)] of $handler ),
            )
        }
    };
}
