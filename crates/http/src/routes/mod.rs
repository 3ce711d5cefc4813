//! A dialect's routes as one list: handler, document, access and failures of each.

mod documented;
mod endpoint;
mod erased;
mod failure;
mod query;
mod query_param;

pub use documented::{DocumentedRoute, Schemas};
pub use endpoint::{Access, Endpoint};
pub use failure::Failure;
pub(crate) use query::check_query;
pub use query_param::QueryParam;

use axum::Router;
use axum::extract::{FromRef, Request};
use axum::http::Method;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, Route};
use omni_app::App;
use std::convert::Infallible;
use std::fmt;
use tower::{Layer, Service};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa_axum::router::OpenApiRouter;

/// A route, as data: for the host, the API document and the tests that cover all routes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// HTTP method.
    pub method: Method,
    /// Whole path, parameters in braces.
    pub path: String,
    /// Who may call it, and how it fails.
    pub endpoint: Endpoint,
    /// The API document describes it.
    pub is_documented: bool,
    /// Its query parameters. Empty for a route that is not documented.
    pub query: Vec<QueryParam>,
}

impl RouteInfo {
    /// Who may call it.
    pub const fn access(&self) -> Access {
        self.endpoint.access
    }

    /// How its use case can fail.
    pub fn failures(&self) -> impl Iterator<Item = Failure> {
        let explained = self.endpoint.explained.iter().map(|(failure, _)| *failure);
        explained.chain(self.endpoint.failures.iter().copied())
    }
}

/// Routes under construction, each with its [`Endpoint`].
pub struct Routes<S = ()> {
    router: OpenApiRouter<S>,
    infos: Vec<RouteInfo>,
    /// Collect the schemas of the bodies, for a document.
    schemas: Vec<fn(&mut Schemas)>,
    /// Resolves credentials; set with the handlers' state.
    app: Option<App>,
}

impl<S> fmt::Debug for Routes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes").field("infos", &self.infos).finish_non_exhaustive()
    }
}

impl<S> Default for Routes<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self { router: OpenApiRouter::new(), infos: Vec::new(), schemas: Vec::new(), app: None }
    }
}

impl<S> Routes<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a documented route: [`route!`](crate::route!) of its handler, and what that declares.
    #[must_use]
    pub fn route(mut self, route: DocumentedRoute<S>, endpoint: Endpoint) -> Self {
        let DocumentedRoute { paths, schemas, handler } = route;
        for (path, item) in &paths.paths {
            let operations = operations(item);
            self.infos.extend(operations.map(|(method, operation)| RouteInfo {
                method,
                path: path.clone(),
                endpoint,
                is_documented: true,
                query: QueryParam::of(operation),
            }));
        }
        self.schemas.push(schemas);
        Self { router: self.router.routes((Vec::new(), paths, handler)), ..self }
    }

    /// Adds a route that the API document leaves out.
    #[must_use]
    pub fn undocumented(
        mut self,
        method: Method,
        path: &str,
        handler: MethodRouter<S>,
        endpoint: Endpoint,
    ) -> Self {
        let path = path.to_owned();
        let router = self.router.route(&path, handler);
        let query = Vec::new();
        self.infos.push(RouteInfo { method, path, endpoint, is_documented: false, query });
        Self { router, ..self }
    }

    /// Adds all of `other`.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.infos.extend(other.infos);
        self.schemas.extend(other.schemas);
        let app = self.app.or(other.app);
        Self { router: self.router.merge(other.router), app, ..self }
    }

    /// The same routes below `base`.
    #[must_use]
    pub fn below(self, base: &str) -> Self {
        let Self { router, mut infos, schemas, app } = self;
        for info in &mut infos {
            info.path =
                if info.path == "/" { base.to_owned() } else { format!("{base}{}", info.path) };
        }
        Self { router: OpenApiRouter::new().nest(base, router), infos, schemas, app }
    }

    /// Puts a layer around each route.
    #[must_use]
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        Self { router: self.router.layer(layer), ..self }
    }

    /// With the state that the handlers need. The host authenticates callers with its application
    /// before a handler runs.
    pub fn with_state(self, state: S) -> Routes
    where
        App: FromRef<S>,
    {
        let Self { router, infos, schemas, .. } = self;
        let app = Some(App::from_ref(&state));
        Routes { router: router.with_state(state), infos, schemas, app }
    }

    /// Every route, in the order in which they were added.
    pub fn infos(&self) -> &[RouteInfo] {
        &self.infos
    }

    pub(crate) fn into_document(self) -> (OpenApi, Vec<RouteInfo>) {
        let mut document = self.router.into_openapi();
        let mut schemas = Schemas::new();
        for collect in self.schemas {
            collect(&mut schemas);
        }
        let known = &mut document.components.get_or_insert_default().schemas;
        for (name, schema) in schemas {
            // A document would describe one of both answers by the form of the other.
            debug_assert!(known.get(&name).is_none_or(|one| *one == schema), "two forms: {name}");
            known.insert(name, schema);
        }
        (document, self.infos)
    }
}

impl Routes {
    pub(crate) fn into_router(self) -> (Router, Vec<RouteInfo>, Option<App>) {
        let (router, _) = self.router.split_for_parts();
        (router, self.infos, self.app)
    }
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let slots = [
        (&item.get, Method::GET),
        (&item.post, Method::POST),
        (&item.put, Method::PUT),
        (&item.patch, Method::PATCH),
        (&item.delete, Method::DELETE),
        (&item.head, Method::HEAD),
        (&item.options, Method::OPTIONS),
    ];
    slots.into_iter().filter_map(|(slot, method)| Some((method, slot.as_ref()?)))
}
