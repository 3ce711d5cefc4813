//! Requests that fit a route, made of what the API document says about it: a new route needs no entry
//! here.

use axum::http::Method;
use omni_api_gateway::document;
use omni_http::RouteInfo;
use serde_json::{Map, Value, json};

/// A number on the network.
pub(crate) const NUMBER: &str = "15550002222";
/// An id that does not exist.
pub(crate) const UNKNOWN_ID: &str = "0194b2c0-0000-7000-8000-0000000000ff";
/// An account that does not exist.
pub(crate) const UNKNOWN_ACCOUNT: &str = "acc_0194b2c00000700080000000000000ff";

/// What the document says of all routes.
pub(crate) struct Samples(Value);

/// A request to a route.
pub(crate) struct Sample {
    pub(crate) path: String,
    /// It names the account, in its path or in its query.
    pub(crate) is_about_account: bool,
    pub(crate) body: Option<Value>,
    /// It is refused without a body.
    pub(crate) needs_body: bool,
}

impl Samples {
    pub(crate) fn new() -> Self {
        Self(document())
    }

    /// A request about this account.
    pub(crate) fn of(&self, route: &RouteInfo, account: &str) -> Sample {
        let is_below = route.path.starts_with("/api/v1/accounts/{");
        let parts = route.path.split('/').map(|part| match part {
            "{id}" if is_below => account,
            "{id}" | "{chat_id}" => NUMBER,
            part if part.starts_with('{') => UNKNOWN_ID,
            part => part,
        });
        let mut path = parts.collect::<Vec<_>>().join("/");
        let takes_account = has_param(route, "account_id");
        if takes_account {
            path = format!("{path}?account_id={account}");
        }
        let operation = &self.0["paths"][&route.path][route.method.as_str().to_ascii_lowercase()];
        let request = &operation["requestBody"];
        let schema = request.pointer("/content/application~1json/schema");
        Sample {
            path,
            is_about_account: is_below || takes_account,
            body: schema.map(|schema| self.value(schema)),
            needs_body: request["required"] == true,
        }
    }

    /// The members of the body that a route takes, with their schemas; none if it takes none.
    pub(crate) fn members(&self, route: &RouteInfo) -> Map<String, Value> {
        let operation = &self.0["paths"][&route.path][route.method.as_str().to_ascii_lowercase()];
        let schema = operation.pointer("/requestBody/content/application~1json/schema");
        schema.map(|schema| self.properties(schema)).unwrap_or_default()
    }

    fn properties(&self, schema: &Value) -> Map<String, Value> {
        let schema = self.resolved(schema);
        let parts = schema["allOf"].as_array().into_iter().flatten();
        let mut all: Map<String, Value> = parts.flat_map(|part| self.properties(part)).collect();
        all.extend(schema["properties"].as_object().cloned().unwrap_or_default());
        all
    }

    /// The schema, or that to which it refers.
    pub(crate) fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            Some(name) => self.resolved(&self.0["components"]["schemas"][name]),
            None => schema,
        }
    }

    /// Values of a member that its schema excludes.
    pub(crate) fn outside(&self, schema: &Value) -> Vec<Value> {
        let schema = self.resolved(schema);
        let mut wrong = Vec::new();
        if schema["type"] == "integer" {
            wrong.extend(schema["minimum"].as_i64().map(|least| json!(least - 1)));
            wrong.extend(schema["maximum"].as_i64().map(|most| json!(most + 1)));
        } else {
            wrong.extend(schema["minimum"].as_f64().map(|least| json!(least - 0.5)));
            wrong.extend(schema["maximum"].as_f64().map(|most| json!(most + 0.5)));
        }
        let size = |name: &str| schema[name].as_u64().and_then(|size| usize::try_from(size).ok());
        let text = |length: usize| json!("x".repeat(length));
        wrong.extend(size("minLength").and_then(|least| least.checked_sub(1)).map(text));
        wrong.extend(size("maxLength").map(|most| text(most + 1)));
        let items = |length: usize| json!(vec![self.item(schema); length]);
        wrong.extend(size("minItems").and_then(|least| least.checked_sub(1)).map(items));
        wrong.extend(size("maxItems").map(|most| items(most + 1)));
        if schema["enum"].is_array() {
            wrong.push(json!("nonsense"));
        }
        wrong
    }

    /// An item of a list.
    fn item(&self, schema: &Value) -> Value {
        schema["example"].get(0).cloned().unwrap_or_else(|| self.value(&schema["items"]))
    }

    fn value(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            return self.value(&self.0["components"]["schemas"][name]);
        }
        if let Some(example) = schema.get("example") {
            return example.clone();
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut all = Map::new();
            for part in parts {
                match self.value(part) {
                    Value::Object(members) => all.extend(members),
                    other => return other,
                }
            }
            return Value::Object(all);
        }
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema),
            Some("array") => json!([self.value(&schema["items"])]),
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
            Some("boolean") => json!(true),
            _ => json!("x"),
        }
    }

    /// The members that it needs and those with an example; all, if it has neither.
    fn object(&self, schema: &Value) -> Value {
        let Some(known) = schema["properties"].as_object() else { return json!({}) };
        let needed: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let is_chosen = |(name, member): &(&String, &Value)| {
            needed.contains(&name.as_str()) || member.get("example").is_some()
        };
        let mut chosen: Vec<(&String, &Value)> = known.iter().filter(is_chosen).collect();
        if chosen.is_empty() {
            chosen = known.iter().collect();
        }
        let members = chosen.into_iter().map(|(name, member)| (name.clone(), self.value(member)));
        Value::Object(members.collect())
    }
}

/// Whether the answers of a route have a body, which shows what is wrong.
pub(crate) fn has_body(route: &RouteInfo) -> bool {
    route.method != Method::HEAD
}

/// Whether a route has this query parameter.
pub(crate) fn has_param(route: &RouteInfo, name: &str) -> bool {
    route.query.iter().any(|param| param.name == name)
}
