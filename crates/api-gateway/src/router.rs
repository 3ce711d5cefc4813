use crate::dialect::{DIALECT, add_request_id, has_own_token};
use crate::{
    BASE, SocketOptions, accounts, ai, auth, blacklist, calls, channels, chats, communities,
    contacts, docs, groups, labels, me, media, messages, presences, sockets, stamp, users,
    webhooks, whapi,
};
use axum::extract::Extension;
use axum::middleware::from_fn;
use omni_app::App;
use omni_domain::webhook::Envelope;
use omni_http::route;
use omni_http::{Mount, RouteInfo, Routes};
use std::sync::LazyLock;

/// The parts of paths below [`BASE`] that belong to this API alone.
const OWN: [&str; 21] = [
    "ai",
    "auth",
    "accounts",
    "me",
    "messages",
    "chats",
    "contacts",
    "groups",
    "channels",
    "presences",
    "blacklist",
    "labels",
    "media",
    "calls",
    "communities",
    "stories",
    "health",
    "limits",
    "users/login",
    "users/logout",
    "users/profile",
];

static ROUTES: LazyLock<Vec<RouteInfo>> = LazyLock::new(|| all().infos().to_vec());

/// Every route of this API, with whole paths.
pub fn routes() -> &'static [RouteInfo] {
    &ROUTES
}

/// This API as a part of a host. Unknown paths below `/api/v1` belong to it by the kind of their token,
/// and those of its nouns in any case.
pub fn mount(app: &App, options: SocketOptions) -> Mount {
    app.webhooks.envelopes.plug(Envelope::Gateway, webhooks::RENDERER);
    let sockets = sockets::Sockets::new(app, options);
    let routes = all().layer(from_fn(stamp::stamp)).layer(Extension(sockets));
    let mount = Mount::new(DIALECT, routes.with_state(app.clone()))
        .owns(BASE)
        .owns(sockets::PATH)
        .recognises(has_own_token)
        .with_headers(add_request_id);
    let mount = docs::PATHS.iter().fold(mount, |mount, path| mount.owns(path));
    OWN.iter().fold(mount, |mount, part| mount.owns(&format!("{BASE}/{part}")))
}

fn all() -> Routes<App> {
    documented().below(BASE).merge(docs::routes()).merge(sockets::routes())
}

/// Those that the API document describes, paths relative to [`BASE`].
pub(crate) fn documented() -> Routes<App> {
    Routes::new()
        .merge(auth::routes())
        .merge(users::routes())
        .merge(accounts::routes())
        .merge(webhooks::routes())
        .route(route!(me::get_me), me::ENDPOINT)
        .merge(messages::routes())
        .merge(chats::routes())
        .merge(contacts::routes())
        .merge(groups::routes())
        .merge(channels::routes())
        .merge(presences::routes())
        .merge(blacklist::routes())
        .merge(ai::routes())
        .merge(labels::routes())
        .merge(media::routes())
        .merge(calls::routes())
        .merge(communities::routes())
        .merge(whapi::routes())
}
