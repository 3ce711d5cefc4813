/// A route, as data: for the sweep test and for the API document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// HTTP method, upper case.
    pub method: &'static str,
    /// Whole path, parameters in braces.
    pub path: &'static str,
    /// The scope a key needs; `None` needs no key.
    pub scope: Option<&'static str>,
}

macro_rules! routes {
    ($($method:ident $path:literal $scope:expr;)+) => {
        /// Every route of this API.
        pub const ROUTES: &[RouteInfo] = &[$(RouteInfo {
            method: stringify!($method),
            path: concat!("/api/v2", $path),
            scope: $scope,
        }),+];
    };
}

routes! {
    GET "/health" None;
    GET "/info" None;
    GET "/openapi.json" None;
    GET "/api-keys" Some("admin:*");
    POST "/api-keys" Some("admin:*");
    DELETE "/api-keys/{id}" Some("admin:*");
    GET "/instances" Some("instances:read");
    POST "/instances" Some("instances:write");
    GET "/instances/supported-channels" Some("instances:read");
    GET "/instances/{id}" Some("instances:read");
    PATCH "/instances/{id}" Some("instances:write");
    DELETE "/instances/{id}" Some("instances:delete");
    GET "/instances/{id}/status" Some("instances:read");
    GET "/instances/{id}/qr" Some("instances:write");
    POST "/instances/{id}/pair" Some("instances:write");
    POST "/instances/{id}/connect" Some("instances:write");
    POST "/instances/{id}/disconnect" Some("instances:write");
    POST "/instances/{id}/restart" Some("instances:write");
    POST "/instances/{id}/logout" Some("instances:write");
    GET "/instances/{id}/chats" Some("messages:read");
    GET "/instances/{id}/chats/{chatId}/messages" Some("messages:read");
    PATCH "/instances/{id}/chats/{chatId}/mark-read" Some("messages:send");
    GET "/instances/{id}/contacts" Some("messages:read");
    GET "/instances/{id}/messages/{messageId}/media" Some("messages:read");
    PATCH "/instances/{id}/messages/{messageId}/mark-read" Some("messages:send");
    POST "/messages" Some("messages:send");
    POST "/messages/media" Some("messages:send");
    POST "/messages/reaction" Some("messages:send");
    POST "/messages/sticker" Some("messages:send");
    POST "/messages/contact" Some("messages:send");
    POST "/messages/location" Some("messages:send");
    GET "/events" Some("events:read");
    GET "/events/{id}" Some("events:read");
    GET "/ws/events" Some("events:read");
    GET "/ws/instances" Some("instances:read");
}
