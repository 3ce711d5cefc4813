//! The specification's list of endpoints, as data: the request, and the members that the response
//! must have. `coverage.rs` runs it in this order on one application with data in it.

/// A row of the specification.
pub(crate) struct Row {
    /// Method and path as the specification writes them, without `/api/v2`.
    pub(crate) call: &'static str,
    /// The requested path; `{name}` is a placeholder.
    pub(crate) path: &'static str,
    /// The request's body, as JSON; empty is none.
    pub(crate) body: &'static str,
    /// Members of the response: `name:type`, `name?:type` where the specification says it may be
    /// absent, `a|b` for one of several types, `list[].name` for a list's first item.
    pub(crate) fields: &'static str,
    /// A member of the response that later rows refer to: `name=member`.
    pub(crate) keep: &'static str,
}

/// Rows that are not implemented yet. A row here must have no route: once it has one, it is removed
/// from the list, and its fixture is recorded.
pub(crate) const PENDING: &[&str] = &[];

const INSTANCE: &str = "id:string name:string channel:string agent:object agent.timeout:number \
    agent.streaming:boolean messaging.debounceMode:string messaging.enableAutoSplit:boolean \
    messaging.splitDelayMinMs:number messaging.splitDelayMaxMs:number \
    messaging.usernamePrefix:boolean media.processAudio:boolean media.processImages:boolean \
    media.processVideo:boolean media.processDocuments:boolean media.processOnBlocked:boolean";
const STATUS: &str = "status:string";
const KEY: &str = "id:string name:string prefix:string suffix:string scopes:array \
    instanceIds:array|null createdAt:string lastUsedAt:string|null lastUsedIp:string|null \
    expiresAt:string|null usageCount:number";
const RESULT: &str = "messageId:string externalMessageId:string status:string";
const EVENT: &str = "id:string eventType:string channel:string|null instanceId:string|null \
    direction:string|null contentType:string|null textContent:string|null receivedAt:string";
const PERSON: &str =
    "id:string displayName:string|null primaryPhone:string|null primaryEmail:string|null";
const RULE: &str =
    "id:string type:string criteria:object priority:number action:object instanceId?:string|null";
const SETTING: &str = "key:string value:any valueType:string category:string \
    description?:string|null isSecret:boolean isRequired:boolean updatedAt:string|null";
const PROVIDER: &str = "id:string name:string type:string apiUrl:string defaultTimeout:number \
    defaultStreaming:boolean metadata?:object|null";
const JOB: &str = "id:string type:string status:string config:object";
const SUCCESS: &str = "success:boolean";

/// Rows without a request: sockets, which `sockets_recorded.rs` covers.
const fn socket(call: &'static str) -> Row {
    Row { call, path: "", body: "", fields: "", keep: "" }
}

const fn get(call: &'static str, path: &'static str, fields: &'static str) -> Row {
    Row { call, path, body: "", fields, keep: "" }
}

const fn send(
    call: &'static str,
    path: &'static str,
    body: &'static str,
    fields: &'static str,
) -> Row {
    Row { call, path, body, fields, keep: "" }
}

const fn make(
    call: &'static str,
    path: &'static str,
    body: &'static str,
    fields: &'static str,
    keep: &'static str,
) -> Row {
    Row { call, path, body, fields, keep }
}

/// Every row, in an order in which each finds the data that it needs.
pub(crate) const ROWS: &[Row] = &[
    get(
        "GET /health",
        "/health",
        "status:string version:string uptime:number timestamp:string \
         checks.database.status:string checks.database.latency:number checks.nats.status:string \
         checks.nats.streams:number checks.channels:object instances.total:number \
         instances.connected:number instances.byChannel:object",
    ),
    get(
        "GET /info",
        "/info",
        "version:string environment:string uptime:number instances.total:number \
         instances.connected:number events.today:number events.total:number",
    ),
    // Instances
    get(
        "GET /instances/supported-channels",
        "/instances/supported-channels",
        "items[].id:string items[].name:string items[].description:string \
         items[].requiresQr:boolean items[].supportsOAuth:boolean items[].capabilities:array|object",
    ),
    make(
        "POST /instances",
        "/instances",
        r#"{"name":"made","channel":"whatsapp-baileys","agent":{"timeout":60000,"streaming":false},
            "messaging":{"debounceMode":"disabled"},"media":{"processAudio":true}}"#,
        INSTANCE,
        "made=id",
    ),
    get(
        "GET /instances",
        "/instances?limit=1",
        "items[].id:string items[].name:string items[].channel:string meta.hasMore:boolean \
         meta.cursor:string|null",
    ),
    get("GET /instances/:id", "/instances/{instance}", INSTANCE),
    send(
        "PATCH /instances/:id",
        "/instances/{made}",
        r#"{"messaging":{"debounceMode":"randomized","debounceMinMs":500,"debounceMaxMs":2000}}"#,
        INSTANCE,
    ),
    get("GET /instances/:id/status", "/instances/{instance}/status", STATUS),
    send("POST /instances/:id/connect", "/instances/{made}/connect", "", STATUS),
    send("POST /instances/:id/restart", "/instances/{made}/restart", "", STATUS),
    send("POST /instances/:id/disconnect", "/instances/{made}/disconnect", "", SUCCESS),
    get("GET /instances/:id/qr", "/instances/{unlinked}/qr", "qr:string expiresAt:string"),
    get(
        "GET /api/v1/instances/:name/qr",
        "/api/v1/instances/unlinked/qr",
        "qr:string expiresAt:string",
    ),
    send(
        "POST /instances/:id/logout",
        "/instances/{made}/logout",
        "",
        "success:boolean message:string",
    ),
    send(
        "POST /instances/:id/validate-recipient",
        "/instances/{instance}/validate-recipient",
        r#"{"recipient":"+15550002222"}"#,
        "valid:boolean exists:boolean normalized:string",
    ),
    send(
        "POST /instances/discover",
        "/instances/discover",
        r#"{"channel":"whatsapp-baileys"}"#,
        "items:array",
    ),
    send(
        "PUT /instances/:id/profile",
        "/instances/{instance}/profile",
        r#"{"name":"Shop","status":"open"}"#,
        "success:boolean profile.name:string",
    ),
    send(
        "POST /instances/:id/profile-picture",
        "/instances/{instance}/profile-picture",
        r#"{"image":"{pixel}"}"#,
        "success:boolean url:string|null",
    ),
    get(
        "GET /instances/:id/profile-picture/:platformUserId",
        "/instances/{instance}/profile-picture/{ann}",
        "url:string cachedAt:string",
    ),
    get(
        "GET /instances/:id/profile/:platformUserId",
        "/instances/{instance}/profile/{ann}",
        "platformUserId:string name:string|null about?:string|null \
         profilePictureUrl?:string|null lastSeenAt?:string|null",
    ),
    // Messages
    send(
        "POST /messages",
        "/messages",
        r#"{"instanceId":"{instance}","to":"{ann}","text":"hello","replyTo":"{message}"}"#,
        RESULT,
    ),
    send(
        "POST /messages/media",
        "/messages/media",
        r#"{"instanceId":"{instance}","to":"{ann}","type":"document","base64":"aGVsbG8=",
            "filename":"a.txt","caption":"this"}"#,
        RESULT,
    ),
    send(
        "POST /messages/reaction",
        "/messages/reaction",
        r#"{"instanceId":"{instance}","to":"{ann}","messageId":"{message}","emoji":"👍"}"#,
        SUCCESS,
    ),
    send(
        "POST /messages/sticker",
        "/messages/sticker",
        r#"{"instanceId":"{instance}","to":"{ann}","base64":"{pixel}"}"#,
        RESULT,
    ),
    send(
        "POST /messages/contact",
        "/messages/contact",
        r#"{"instanceId":"{instance}","to":"{ann}",
            "contact":{"name":"Bo","phone":"+15550003333","email":"bo@example.com"}}"#,
        RESULT,
    ),
    send(
        "POST /messages/location",
        "/messages/location",
        r#"{"instanceId":"{instance}","to":"{ann}","latitude":-23.5,"longitude":-46.6,
            "name":"here","address":"1 Street"}"#,
        RESULT,
    ),
    // Chats and contacts of an instance
    get(
        "GET /instances/:id/contacts",
        "/instances/{instance}/contacts",
        "items[].platformUserId:string meta.hasMore:boolean meta.cursor:string|null",
    ),
    get(
        "GET /instances/:id/chats",
        "/instances/{instance}/chats",
        "items[].id:string items[].chatType:string meta.hasMore:boolean meta.cursor:string|null",
    ),
    get(
        "GET /instances/:id/chats/:chatId/messages",
        "/instances/{instance}/chats/{chat}/messages?limit=1",
        "items[].id:string items[].externalId:string meta.hasMore:boolean",
    ),
    send(
        "PATCH /instances/:id/chats/:chatId/mark-read",
        "/instances/{instance}/chats/{chat}/mark-read",
        "",
        "success:boolean markedAt:string",
    ),
    send(
        "PATCH /instances/:id/messages/:messageId/mark-read",
        "/instances/{instance}/messages/{message}/mark-read",
        "",
        SUCCESS,
    ),
    get(
        "GET /instances/:id/messages/:messageId/media",
        "/instances/{instance}/messages/{picture}/media",
        "base64:string mimetype:string fileName?:string|null mediaStatus:string source:string",
    ),
    send(
        "PATCH /instances/:id/chats/:chatId/processing",
        "/instances/{instance}/chats/{chat}/processing?enabled=false&note=Promotions",
        "",
        "chatId:string instanceId:string mediaProcessingEnabled:boolean note?:string|null \
         name:string|null chatType:string",
    ),
    send(
        "PATCH /instances/:id/chats/processing/bulk",
        "/instances/{instance}/chats/processing/bulk",
        r#"{"chatIds":["{chat}","{unknown}"],"enabled":true}"#,
        "updatedCount:number updatedChatIds:array notFoundCount:number notFoundChatIds:array",
    ),
    // Sync
    send(
        "POST /instances/:id/sync",
        "/instances/{instance}/sync",
        r#"{"syncContacts":true,"syncChats":true,"syncMessages":false}"#,
        "jobId:string status:string estimatedChats?:number|null estimatedMessages?:number|null",
    ),
    get(
        "GET /instances/:id/sync/status",
        "/instances/{instance}/sync/status",
        "lastSync:string|null contactsCount:number chatsCount:number messagesCount:number \
         inProgress:boolean progress?:object|null",
    ),
    send(
        "POST /instances/:id/sync/continuous",
        "/instances/{instance}/sync/continuous",
        r#"{"intervalMs":60000}"#,
        "jobId:string status:string",
    ),
    send(
        "DELETE /instances/:id/sync/continuous",
        "/instances/{instance}/sync/continuous",
        "",
        SUCCESS,
    ),
    // Events
    get(
        "GET /events",
        "/events?eventType=message.received&limit=1",
        "items[].id:string items[].eventType:string meta.cursor:string|null meta.hasMore:boolean \
         meta.total:number",
    ),
    get("GET /events/:id", "/events/{event}", EVENT),
    get(
        "GET /events/timeline/:personId",
        "/events/timeline/{person}",
        "personId:string items:array meta.cursor:string|null meta.hasMore:boolean",
    ),
    send(
        "POST /events/search",
        "/events/search",
        r#"{"query":"hello","format":"agent","limit":5}"#,
        "items:array summary:string asContext:string",
    ),
    get(
        "GET /events/analytics",
        "/events/analytics?allTime=true",
        "totalMessages:number successfulMessages:number failedMessages:number successRate:number \
         avgProcessingTimeMs:number|null avgAgentTimeMs:number|null messageTypes:object \
         errorStages:object instances:object byHour:array",
    ),
    get(
        "GET /events/by-sender/:senderId",
        "/events/by-sender/{ann}",
        "items[].id:string meta.total:number meta.hasMore:boolean",
    ),
    send(
        "DELETE /events/cleanup",
        "/events/cleanup?olderThanDays=30",
        "",
        "dryRun:boolean eventsToDelete:number cutoffDate:string deleted?:number|null",
    ),
    // Persons
    get("GET /persons", "/persons?search=Ann", "items[].id:string items[].displayName:string|null"),
    get("GET /persons/:id", "/persons/{person}", PERSON),
    get(
        "GET /persons/:id/presence",
        "/persons/{person}/presence",
        "person.id:string identities:array summary.totalIdentities:number \
         summary.activeChannels:array summary.totalMessages:number \
         summary.lastSeenAt:string|null summary.firstSeenAt:string|null byChannel:object",
    ),
    get(
        "GET /persons/:id/timeline",
        "/persons/{person}/timeline",
        "items[].id:string meta.cursor:string|null meta.hasMore:boolean",
    ),
    send(
        "POST /persons/link",
        "/persons/link",
        r#"{"identityA":"{identity}","identityB":"{otherIdentity}"}"#,
        PERSON,
    ),
    make(
        "POST /persons/unlink",
        "/persons/unlink",
        r#"{"identityId":"{otherIdentity}","reason":"not the same"}"#,
        "person.id:string identity.id:string",
        "split=person.id",
    ),
    send(
        "POST /persons/merge",
        "/persons/merge",
        r#"{"sourcePersonId":"{split}","targetPersonId":"{person}","reason":"the same after all"}"#,
        "person.id:string mergedIdentityIds:array deletedPersonId:string",
    ),
    // Access rules
    make(
        "POST /access/rules",
        "/access/rules",
        r#"{"instanceId":"{instance}","type":"deny","criteria":{"phonePatterns":["+1555*"]},
            "priority":10,"action":{"type":"block","message":"closed"}}"#,
        RULE,
        "rule=id",
    ),
    get(
        "GET /access/rules",
        "/access/rules?instanceId={instance}&type=deny",
        "items[].id:string items[].type:string items[].criteria:object items[].priority:number \
         items[].action:object",
    ),
    send("PATCH /access/rules/:id", "/access/rules/{rule}", r#"{"priority":5}"#, RULE),
    send(
        "POST /access/check",
        "/access/check",
        r#"{"instanceId":"{instance}","platformUserId":"{ann}","channel":"whatsapp-baileys"}"#,
        "allowed:boolean rule?:object|null reason:string",
    ),
    send("DELETE /access/rules/:id", "/access/rules/{rule}", "", SUCCESS),
    // Settings
    send(
        "PUT /settings/:key",
        "/settings/media.default_language",
        r#"{"value":"en","reason":"we speak English"}"#,
        SETTING,
    ),
    send(
        "PATCH /settings",
        "/settings",
        r#"{"settings":{"media.default_language":"pt"},"reason":"after all"}"#,
        "items[].key:string items[].value:any items[].valueType:string items[].isSecret:boolean",
    ),
    get(
        "GET /settings",
        "/settings?category=media",
        "items[].key:string items[].value:any items[].valueType:string items[].category:string \
         items[].isSecret:boolean items[].isRequired:boolean items[].updatedAt:string|null",
    ),
    get("GET /settings/:key", "/settings/media.default_language", SETTING),
    get(
        "GET /settings/:key/history",
        "/settings/media.default_language/history",
        "items[].oldValue:any items[].newValue:any items[].changedBy:string \
         items[].changedAt:string items[].reason?:string|null items[].ip?:string|null",
    ),
    send("DELETE /settings/:key", "/settings/media.default_language", "", SUCCESS),
    // Channels
    get(
        "GET /channels",
        "/channels",
        "items[].id:string items[].name:string items[].version:string items[].capabilities:object",
    ),
    get(
        "GET /channels/:id",
        "/channels/whatsapp-baileys",
        "id:string name:string version:string capabilities:object",
    ),
    // Providers
    make(
        "POST /providers",
        "/providers",
        r#"{"name":"helper","type":"agno","apiUrl":"{provider_url}","apiKey":"secret",
            "defaultTimeout":60000,"defaultStreaming":false,"metadata":{}}"#,
        PROVIDER,
        "provider=id",
    ),
    get(
        "GET /providers",
        "/providers",
        "items[].id:string items[].name:string items[].type:string",
    ),
    get("GET /providers/:id", "/providers/{provider}", PROVIDER),
    send("PATCH /providers/:id", "/providers/{provider}", r#"{"name":"helper two"}"#, PROVIDER),
    send(
        "POST /providers/:id/health",
        "/providers/{provider}/health",
        "",
        "healthy:boolean latency:number|null error?:string|null",
    ),
    get("GET /providers/:id/agents", "/providers/{provider}/agents", "items:array"),
    send("DELETE /providers/:id", "/providers/{provider}", "", SUCCESS),
    // Batch jobs
    make(
        "POST /batch-jobs",
        "/batch-jobs",
        r#"{"type":"media_reprocess","config":{"instanceId":"{instance}","mediaTypes":["image"],
            "overwrite":false}}"#,
        JOB,
        "job=id",
    ),
    get(
        "GET /batch-jobs",
        "/batch-jobs",
        "items[].id:string items[].type:string items[].status:string",
    ),
    get("GET /batch-jobs/:id", "/batch-jobs/{job}", JOB),
    send("POST /batch-jobs/:id/cancel", "/batch-jobs/{job}/cancel", "", JOB),
    // Webhooks and internal endpoints
    send(
        "POST /webhooks/whatsapp/:instanceId",
        "/webhooks/whatsapp/{instance}",
        r#"{"event":"ping","data":{}}"#,
        "received:boolean",
    ),
    send(
        "POST /webhooks/discord/:instanceId",
        "/webhooks/discord/{discord}",
        r#"{"t":"MESSAGE_CREATE","d":{"content":"hi"}}"#,
        "received:boolean",
    ),
    send(
        "POST /webhooks/:channel/:instanceId",
        "/webhooks/whatsapp-baileys/{instance}",
        r#"{"event":"ping","data":{}}"#,
        "received:boolean",
    ),
    get(
        "GET /_internal/subprocess-config",
        "/_internal/subprocess-config",
        "databaseConnectionUri:string databaseProvider:string authenticationApiKey:string",
    ),
    get(
        "GET /_internal/channel-startup-info",
        "/_internal/channel-startup-info",
        "evolutionNeeded:boolean evolutionReason?:string|null discordNeeded:boolean \
         discordReason?:string|null whatsappInstances:array discordInstances:array",
    ),
    get("GET /_internal/health", "/_internal/health", "status:string service:string"),
    // Operations
    get(
        "GET /services",
        "/services",
        "items[].name:string items[].status:string items[].pid:number|null \
         items[].uptime:number|null items[].memory:number|null items[].cpu:number|null",
    ),
    get(
        "GET /services/:name",
        "/services/worker",
        "name:string status:string pid:number|null uptime:number|null memory:number|null \
         cpu:number|null logs:array",
    ),
    send("POST /services/:name/stop", "/services/worker/stop", "", "success:boolean status:string"),
    send(
        "POST /services/:name/start",
        "/services/worker/start",
        "",
        "success:boolean status:string pid:number|null",
    ),
    send(
        "POST /services/:name/restart",
        "/services/worker/restart",
        "",
        "success:boolean status:string pid:number|null",
    ),
    send(
        "POST /services/restart-all",
        "/services/restart-all",
        "",
        "results[].name:string results[].success:boolean",
    ),
    get("GET /services/:name/logs", "/services/worker/logs", "items:array"),
    get("GET /logs", "/logs?limit=1", "items:array"),
    // Onboarding
    get(
        "GET /onboarding/status",
        "/onboarding/status",
        "completed:boolean currentStep:string|null steps[].id:string steps[].status:string",
    ),
    send(
        "POST /onboarding/steps/:stepId/complete",
        "/onboarding/steps/welcome/complete",
        r#"{"data":{}}"#,
        "success:boolean nextStep:string|null",
    ),
    send("POST /onboarding/skip", "/onboarding/skip", "", SUCCESS),
    // MCP
    send(
        "POST /mcp/start",
        "/mcp/start",
        r#"{"port":0,"host":"127.0.0.1"}"#,
        "success:boolean port:number httpUrl:string",
    ),
    get(
        "GET /mcp/status",
        "/mcp/status",
        "running:boolean port:number|null httpUrl?:string stdioAvailable:boolean \
         clients[].name:string clients[].configured:boolean clients[].lastSeen?:string",
    ),
    send(
        "POST /mcp/install",
        "/mcp/install",
        r#"{"client":"cursor","method":"http"}"#,
        "success:boolean configPath:string instructions:string",
    ),
    send("POST /mcp/stop", "/mcp/stop", "", "success:boolean stoppedAt:string"),
    // The first version
    get(
        "GET /api/v1/instances",
        "/api/v1/instances",
        "items[].id:string items[].instance_name:string items[].channel_type:string",
    ),
    get(
        "GET /api/v1/instances/:name",
        "/api/v1/instances/shop",
        "id:string instance_name:string channel_type:string",
    ),
    send(
        "POST /api/v1/instances/:name/send-text",
        "/api/v1/instances/shop/send-text",
        r#"{"number":"{ann}","text":"hello"}"#,
        "key.id:string status:string",
    ),
    get(
        "GET /api/v1/traces",
        "/api/v1/traces?eventType=message.received&limit=1",
        "items[].id:string items[].instance_name:string items[].sender_phone:string \
         items[].message_type:string items[].message_text:string|null \
         items[].audio_transcription:string|null items[].image_description:string|null \
         items[].created_at:string meta.cursor:string|null meta.hasMore:boolean",
    ),
    get(
        "GET /api/v1/users",
        "/api/v1/users?search=Ann",
        "items[].id:string items[].name:string|null items[].phone_number:string|null \
         items[].email:string|null",
    ),
    get("GET /api/v1/settings", "/api/v1/settings", "items[].key:string items[].value:any"),
    // Keys, and deletions
    make(
        "POST /api-keys",
        "/api-keys",
        r#"{"name":"bot","scopes":["messages:send"],"instanceIds":["{instance}"],
            "expiresAt":"2099-12-31T23:59:59Z"}"#,
        "id:string name:string key:string scopes:array instanceIds:array|null createdAt:string \
         expiresAt:string|null",
        "key=id",
    ),
    get(
        "GET /api-keys",
        "/api-keys",
        "items[].id:string items[].name:string items[].prefix:string items[].suffix:string \
         items[].scopes:array items[].instanceIds:array|null items[].createdAt:string \
         items[].lastUsedAt:string|null items[].expiresAt:string|null items[].usageCount:number",
    ),
    get("GET /api-keys/:id", "/api-keys/{key}", KEY),
    send("PATCH /api-keys/:id", "/api-keys/{key}", r#"{"name":"bot two"}"#, KEY),
    send(
        "POST /api-keys/:id/regenerate",
        "/api-keys/{key}/regenerate",
        "",
        "id:string key:string regeneratedAt:string",
    ),
    get(
        "GET /api-keys/:id/audit",
        "/api-keys/{key}/audit?action=create",
        "items[].timestamp:string items[].action:string items[].ip:string|null \
         items[].userAgent:string|null",
    ),
    send("DELETE /api-keys/:id", "/api-keys/{key}", "", "success:boolean revokedAt:string"),
    send("DELETE /instances/:id", "/instances/{made}", "", SUCCESS),
    // Sockets
    socket("WS /logs"),
    socket("WS /ws/events"),
    socket("WS /ws/instances"),
    socket("WS /ws/logs"),
    socket("WS /ws/chats/:instanceId"),
];
