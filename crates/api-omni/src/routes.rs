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

/// In the place of a scope: any key will do, whatever it may.
pub const ANY_KEY: &str = "any";

macro_rules! routes {
    ($(#[$doc:meta])* $name:ident $base:literal $($method:ident $path:literal $scope:expr;)+) => {
        $(#[$doc])*
        pub const $name: &[RouteInfo] = &[$(RouteInfo {
            method: stringify!($method),
            path: concat!($base, $path),
            scope: $scope,
        }),+];
    };
}

routes! {
    /// Every route of this API.
    ROUTES "/api/v2"
    GET "/health" None;
    GET "/info" None;
    GET "/openapi.json" None;
    GET "/api-keys" Some("admin:*");
    POST "/api-keys" Some("admin:*");
    GET "/api-keys/{id}" Some("admin:*");
    PATCH "/api-keys/{id}" Some("admin:*");
    DELETE "/api-keys/{id}" Some("admin:*");
    POST "/api-keys/{id}/regenerate" Some("admin:*");
    GET "/api-keys/{id}/audit" Some("admin:*");
    POST "/auth/validate" Some(ANY_KEY);
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
    POST "/instances/discover" Some("instances:read");
    PUT "/instances/{id}/profile" Some("instances:write");
    GET "/instances/{id}/profile/{platformUserId}" Some("instances:read");
    POST "/instances/{id}/profile-picture" Some("instances:write");
    GET "/instances/{id}/profile-picture/{platformUserId}" Some("instances:read");
    POST "/instances/{id}/validate-recipient" Some("instances:read");
    POST "/instances/{id}/sync" Some("instances:write");
    DELETE "/instances/{id}/sync" Some("instances:write");
    GET "/instances/{id}/sync/status" Some("instances:read");
    POST "/instances/{id}/sync/continuous" Some("instances:write");
    DELETE "/instances/{id}/sync/continuous" Some("instances:write");
    GET "/instances/{id}/chats" Some("messages:read");
    GET "/instances/{id}/chats/{chatId}/messages" Some("messages:read");
    PATCH "/instances/{id}/chats/{chatId}/mark-read" Some("messages:send");
    PATCH "/instances/{id}/chats/{chatId}/processing" Some("instances:write");
    PATCH "/instances/{id}/chats/processing/bulk" Some("instances:write");
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
    GET "/settings" Some("settings:read");
    PATCH "/settings" Some("settings:write");
    GET "/settings/{key}" Some("settings:read");
    PUT "/settings/{key}" Some("settings:write");
    DELETE "/settings/{key}" Some("settings:write");
    GET "/settings/{key}/history" Some("settings:read");
    GET "/channels" Some("instances:read");
    GET "/channels/{id}" Some("instances:read");
    GET "/providers" Some("settings:read");
    POST "/providers" Some("settings:write");
    GET "/providers/{id}" Some("settings:read");
    PATCH "/providers/{id}" Some("settings:write");
    DELETE "/providers/{id}" Some("settings:write");
    POST "/providers/{id}/health" Some("settings:write");
    GET "/providers/{id}/agents" Some("settings:read");
    GET "/onboarding/status" Some("settings:read");
    POST "/onboarding/steps/{stepId}/complete" Some("settings:write");
    POST "/onboarding/skip" Some("settings:write");
    GET "/batch-jobs" Some("instances:read");
    POST "/batch-jobs" Some("instances:write");
    GET "/batch-jobs/{id}" Some("instances:read");
    POST "/batch-jobs/{id}/cancel" Some("instances:write");
    GET "/turns" Some("messages:read");
    GET "/turns/{id}" Some("messages:read");
    POST "/turns/{id}/cancel" Some("messages:send");
    POST "/turns/{id}/retry" Some("messages:send");
    POST "/agent-replies/{token}" None;
    POST "/instances/{id}/chats/{chatId}/agent/pause" Some("messages:send");
    POST "/instances/{id}/chats/{chatId}/agent/resume" Some("messages:send");
    GET "/dead-letters" Some("admin:*");
    GET "/dead-letters/{id}" Some("admin:*");
    POST "/dead-letters/{id}/retry" Some("admin:*");
    DELETE "/dead-letters/{id}" Some("admin:*");
    GET "/events/{id}/trace" Some("events:read");
    GET "/mcp/status" Some("admin:*");
    POST "/mcp/start" Some("admin:*");
    POST "/mcp/stop" Some("admin:*");
    POST "/mcp/install" Some("admin:*");
    GET "/events/timeline/{personId}" Some("events:read");
    POST "/events/search" Some("events:read");
    GET "/events/analytics" Some("events:read");
    GET "/events/by-sender/{senderId}" Some("events:read");
    DELETE "/events/cleanup" Some("admin:*");
    GET "/persons" Some("persons:read");
    GET "/persons/{id}" Some("persons:read");
    GET "/persons/{id}/presence" Some("persons:read");
    GET "/persons/{id}/history" Some("persons:read");
    GET "/persons/{id}/timeline" Some("events:read");
    POST "/persons/link" Some("persons:write");
    POST "/persons/unlink" Some("persons:write");
    POST "/persons/merge" Some("persons:write");
    GET "/access/rules" Some("access:read");
    POST "/access/rules" Some("access:write");
    GET "/access/rules/{id}" Some("access:read");
    PATCH "/access/rules/{id}" Some("access:write");
    DELETE "/access/rules/{id}" Some("access:write");
    POST "/access/check" Some("access:read");
    GET "/ws/events" Some("events:read");
    GET "/ws/instances" Some("instances:read");
    GET "/ws/logs" Some("admin:*");
    GET "/ws/chats/{instanceId}" Some("messages:read");
    GET "/services" Some("admin:*");
    POST "/services/restart-all" Some("admin:*");
    GET "/services/{name}" Some("admin:*");
    POST "/services/{name}/start" Some("admin:*");
    POST "/services/{name}/stop" Some("admin:*");
    POST "/services/{name}/restart" Some("admin:*");
    GET "/services/{name}/logs" Some("admin:*");
    GET "/logs" Some("admin:*");
    POST "/webhooks/whatsapp/{instanceId}" None;
    POST "/webhooks/discord/{instanceId}" None;
    POST "/webhooks/{channel}/{instanceId}" None;
    POST "/instances/{id}/webhook-secret" Some("instances:write");
    GET "/_internal/subprocess-config" None;
    GET "/_internal/channel-startup-info" None;
    GET "/_internal/health" None;
}

routes! {
    /// Every route of the layer for clients of Omni's first version.
    V1_ROUTES "/api/v1"
    GET "/instances" Some("instances:read");
    GET "/instances/{name}" Some("instances:read");
    GET "/instances/{name}/qr" Some("instances:write");
    POST "/instances/{name}/send-text" Some("messages:send");
    GET "/traces" Some("events:read");
    GET "/users" Some("persons:read");
    GET "/settings" Some("settings:read");
}
