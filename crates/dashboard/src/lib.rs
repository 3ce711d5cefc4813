//! The dashboard: the bundle of `web/`, embedded into the binary, and what serves it.
//!
//! The page is a client of the API like any other: this crate uses no use case, and there is no
//! route that only the page may call. It works below any path prefix without being built for it: every
//! address in it is relative to the page's root, which is derived from the path of the request.
#![warn(missing_docs)]

mod absent;
mod asset;
mod bundle;
mod encoding;
mod page;

use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bundle::Find;
use omni_http::{API_KEY_NEEDED, ApiError, Dialect, Endpoint, Mount, Routes, api_key};

const DIALECT: Dialect =
    Dialect { name: "dashboard", render, credential: api_key, credential_needed: API_KEY_NEEDED };

/// The addresses that a person may open or reload: those of `web/src/router.tsx`, whose test compares
/// the two. They are listed, so that an unknown path, and all below `/api`, stays an error.
const PAGES: [&str; 46] = [
    "/",
    "/login",
    "/onboarding",
    "/account",
    "/instances",
    "/instances/{*rest}",
    "/chats",
    "/chats/{*rest}",
    "/people",
    "/people/{*rest}",
    "/manage",
    "/keys",
    "/keys/{*rest}",
    "/webhooks",
    "/webhooks/{*rest}",
    "/deliveries",
    "/deliveries/{*rest}",
    "/users",
    "/users/{*rest}",
    "/logs",
    "/events",
    "/traces/{*rest}",
    "/turns",
    "/turns/{*rest}",
    "/dead-letters",
    "/jobs",
    "/jobs/{*rest}",
    "/syncs/{*rest}",
    "/agents",
    "/agents/{*rest}",
    "/providers",
    "/providers/{*rest}",
    "/access",
    "/quick-replies",
    "/entry-points",
    "/entry-points/{*rest}",
    "/executions",
    "/services",
    "/settings",
    "/analytics",
    "/mcp-server",
    "/api-reference",
    "/dashboard",
    "/dashboard/{*rest}",
    "/accounts/{*rest}",
    "/ai",
];

/// The dashboard's part of the host.
pub fn mount() -> Mount {
    Mount::new(DIALECT, routes(bundle::embedded))
}

fn routes(find: Find) -> Routes {
    let open = Endpoint::open();
    let show =
        move |uri: Uri, headers: HeaderMap| async move { page::show(find, uri.path(), &headers) };
    let icon = move |headers: HeaderMap| async move { asset::send(find, "favicon.svg", &headers) };
    let file = move |Path(name): Path<String>, headers: HeaderMap| async move {
        asset::send(find, &format!("assets/{name}"), &headers)
    };
    let pages = addresses().fold(Routes::<()>::new(), |routes, path| {
        routes.undocumented(Method::GET, &path, get(show), open)
    });
    pages.undocumented(Method::GET, "/favicon.svg", get(icon), open).undocumented(
        Method::GET,
        "/assets/{*file}",
        get(file),
        open,
    )
}

/// Those of the pages, also with a slash at the end, which links from elsewhere and bookmarks may have.
/// A wildcard matches a slash itself, but not an empty rest.
fn addresses() -> impl Iterator<Item = String> {
    let with_slash = PAGES.into_iter().filter(|path| !path.ends_with(['/', '}']));
    PAGES.into_iter().map(str::to_owned).chain(with_slash.map(|path| format!("{path}/")))
}

/// One line of text: only people and browsers open these addresses.
fn render(error: &ApiError) -> Response {
    let kind = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    (error.status, kind, format!("{}\n", error.message)).into_response()
}

#[cfg(test)]
mod tests;
