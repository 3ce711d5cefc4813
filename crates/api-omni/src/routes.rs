//! Every route of this API as data, with what its handler declares.

use crate::v1::V1_BASE;
use crate::{BASE, router, v1};
use omni_http::RouteInfo;
use std::sync::LazyLock;

static ROUTES: LazyLock<Vec<RouteInfo>> =
    LazyLock::new(|| router::all().below(BASE).infos().to_vec());
static V1_ROUTES: LazyLock<Vec<RouteInfo>> =
    LazyLock::new(|| v1::all().below(V1_BASE).infos().to_vec());

/// Every route of this API.
pub fn routes() -> &'static [RouteInfo] {
    &ROUTES
}

/// Every route of the layer for clients of Omni's first version.
pub fn v1_routes() -> &'static [RouteInfo] {
    &V1_ROUTES
}
