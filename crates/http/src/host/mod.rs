//! One host for many dialects: their routes in one router, one fallback, one rate limiter.

mod alias;
mod base;
mod claims;
mod conflict;
mod context;
mod mount;

pub use conflict::HostError;
pub use context::HostContext;
pub use mount::Mount;

use crate::ApiError;
use crate::edge::layered;
use alias::Alias;
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use claims::Claims;
use std::collections::HashMap;
use std::sync::Arc;
use tower::ServiceExt as _;

/// Dialects that share an address. Each responds in its own form to its own routes and to the
/// unknown paths and wrong methods that belong to it.
#[derive(Debug)]
pub struct Host {
    context: HostContext,
    mounts: Vec<Mount>,
}

impl Host {
    /// Without dialects yet.
    pub const fn new(context: HostContext) -> Self {
        Self { context, mounts: Vec::new() }
    }

    /// Adds a dialect. An unknown path that no prefix covers belongs to the first one added.
    #[must_use]
    pub fn mount(mut self, mount: Mount) -> Self {
        self.mounts.push(mount);
        self
    }

    /// The router of the whole host, or why the dialects cannot share it.
    pub fn into_router(self) -> Result<Router, HostError> {
        let base = &self.context.options.base_path;
        conflict::check(&self.mounts)?;
        conflict::check_base(&self.mounts, base)?;
        let refusals = Arc::new(Refusals::of(&self));
        let mut aliases: Vec<Alias> = Vec::new();
        let mut routes = Router::new();
        for mount in self.mounts {
            let shared = mount.shared(&self.context);
            routes = routes.merge(layered(mount.router, &shared));
            aliases.extend(mount.aliases);
        }
        let wrong_method = Arc::clone(&refusals);
        let routes = routes
            .method_not_allowed_fallback(move |request: Request| {
                let refusals = Arc::clone(&wrong_method);
                async move { refusals.wrong_method(request).await }
            })
            .fallback(move |request: Request| {
                let refusals = Arc::clone(&refusals);
                async move { refusals.unknown_route(request).await }
            });
        let target = routes.clone();
        let host = aliases.into_iter().fold(routes, |host, alias| alias.add(host, &target));
        Ok(base::below(base, host))
    }
}

/// Rejects requests that no route takes, in the dialect that they belong to.
#[derive(Debug)]
struct Refusals {
    claims: Vec<Claims>,
    /// The mounts that have routes of a path.
    owners: HashMap<String, Vec<usize>>,
    unknown_route: Vec<Router>,
    wrong_method: Vec<Router>,
}

impl Refusals {
    fn of(host: &Host) -> Self {
        let mut owners: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, mount) in host.mounts.iter().enumerate() {
            for info in &mount.infos {
                let all = owners.entry(info.path.clone()).or_default();
                if !all.contains(&at) {
                    all.push(at);
                }
            }
        }
        let refusing = |error: fn() -> ApiError| {
            let one = |mount: &Mount| {
                let router = Router::new().fallback(move || async move { error() });
                layered(router, &mount.shared(&host.context))
            };
            host.mounts.iter().map(one).collect()
        };
        Self {
            claims: host.mounts.iter().map(|mount| mount.claims.clone()).collect(),
            owners,
            unknown_route: refusing(ApiError::unknown_route),
            wrong_method: refusing(ApiError::wrong_method),
        }
    }

    async fn unknown_route(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let owner = claims::owner(&self.claims, &parts);
        answer(self.unknown_route.get(owner), Request::from_parts(parts, body)).await
    }

    async fn wrong_method(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let route = parts.extensions.get::<MatchedPath>();
        let owners = route.and_then(|route| self.owners.get(route.as_str()));
        let owner = match owners.map(Vec::as_slice) {
            Some([only]) => *only,
            Some(several) => claims::among(several.to_vec(), &self.claims, &parts),
            None => claims::owner(&self.claims, &parts),
        };
        answer(self.wrong_method.get(owner), Request::from_parts(parts, body)).await
    }
}

async fn answer(router: Option<&Router>, request: Request<Body>) -> Response {
    use axum::response::IntoResponse as _;
    // A host without dialects has no form of errors.
    let Some(router) = router else { return ApiError::unknown_route().into_response() };
    match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
