use super::alias::Alias;
use super::claims::Claims;
use crate::edge::{AddHeaders, Shared};
use crate::{Dialect, HostContext, RouteInfo, Routes};
use axum::Router;
use axum::http::request::Parts;
use omni_app::App;
use std::collections::HashMap;
use std::sync::Arc;

/// A dialect's part of a host: its routes, and which of the unknown paths belong to it.
#[derive(Debug)]
pub struct Mount {
    pub(super) dialect: Dialect,
    pub(super) router: Router,
    pub(super) infos: Vec<RouteInfo>,
    app: Option<App>,
    pub(super) claims: Claims,
    pub(super) aliases: Vec<Alias>,
    headers: Option<AddHeaders>,
    ignores_unknown_query: bool,
}

impl Mount {
    /// These routes, with whole paths, in this dialect.
    pub fn new(dialect: Dialect, routes: Routes) -> Self {
        let (router, infos, app) = routes.into_router();
        Self {
            dialect,
            router,
            infos,
            app,
            claims: Claims::default(),
            aliases: Vec::new(),
            headers: None,
            ignores_unknown_query: false,
        }
    }

    /// Unknown paths at and below `prefix` are answered in this dialect. Of several prefixes that
    /// match, the longest decides; several dialects may own the same one.
    #[must_use]
    pub fn owns(mut self, prefix: &str) -> Self {
        self.claims.prefixes.push(prefix.trim_end_matches('/').to_owned());
        self
    }

    /// The dialect's paths end with a slash, which decides between owners of the same prefix.
    #[must_use]
    pub const fn with_trailing_slash(mut self) -> Self {
        self.claims.trailing_slash = true;
        self
    }

    /// Whether a request holds a credential of this dialect's kind, which decides between owners of
    /// the same prefix that the trailing slash does not distinguish.
    #[must_use]
    pub const fn recognises(mut self, credential: fn(&Parts) -> bool) -> Self {
        self.claims.recognises = Some(credential);
        self
    }

    /// Adds headers to every response, by the request's URI and the path below which others reach the
    /// server.
    #[must_use]
    pub const fn with_headers(mut self, headers: AddHeaders) -> Self {
        self.headers = Some(headers);
        self
    }

    /// Query parameters that a route does not document are ignored, not refused: for old clients,
    /// which send more than was kept.
    #[must_use]
    pub const fn ignores_unknown_query(mut self) -> Self {
        self.ignores_unknown_query = true;
        self
    }

    /// Requests to `path`, whatever their method, are rewritten and routed again, so that an alias
    /// cannot behave otherwise than its target. The API document omits aliases.
    #[must_use]
    pub fn alias(mut self, path: impl Into<String>, rewrite: fn(&mut Parts)) -> Self {
        self.aliases.push(Alias { path: path.into(), rewrite });
        self
    }

    pub(super) fn shared(&self, context: &HostContext) -> Arc<Shared> {
        let mut routes: HashMap<String, Vec<Arc<RouteInfo>>> = HashMap::new();
        for info in &self.infos {
            routes.entry(info.path.clone()).or_default().push(Arc::new(info.clone()));
        }
        Arc::new(Shared {
            dialect: self.dialect,
            headers: self.headers,
            routes,
            ignores_unknown_query: self.ignores_unknown_query,
            app: self.app.clone(),
            options: Arc::clone(&context.options),
            env: context.env.clone(),
            rate: context.rate.clone(),
            bodies: Arc::clone(&context.bodies),
            deliveries: context.deliveries.clone(),
            connections: Arc::clone(&context.connections),
        })
    }
}
