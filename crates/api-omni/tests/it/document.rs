use omni_api_omni::{openapi, routes, v1_routes};
use omni_http::{Access, Failure, RouteInfo};
use serde_json::Value;
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::to_value(openapi()).expect("a document")
}

fn documented() -> impl Iterator<Item = &'static RouteInfo> {
    routes().iter().chain(v1_routes()).filter(|route| route.is_documented)
}

fn operation<'a>(document: &'a Value, route: &RouteInfo) -> &'a Value {
    &document["paths"][&route.path][route.method.as_str().to_lowercase()]
}

#[test]
fn every_reference_of_the_document_is_resolved() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member.as_str().filter(|_| name == "$ref") {
                        Some(target) => drop(found.insert(target.to_owned())),
                        None => references(member, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for target in found {
        let pointer = target.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{target}");
    }
}

#[test]
fn routes_with_a_scope_require_a_key_and_the_others_do_not() {
    let document = document();
    for route in documented() {
        let operation = operation(&document, route);
        let access = route.access();
        let at = format!("{} {}", route.method, route.path);
        let keys = operation["security"].as_array().expect("said, also where none is needed");
        assert_eq!(!keys.is_empty(), access.needs_credential(), "{at}");
        // Webhooks require their own secret, sign-ins a password.
        let requires_secret = access.needs_credential()
            || route.path.starts_with("/api/v2/webhooks/")
            || route.failures().any(|failure| failure == Failure::Unauthorized);
        assert_eq!(operation["responses"]["401"].is_object(), requires_secret, "{at}");
        let ending = match access {
            Access::AnyKey => "Needs a key, whatever its scopes.".to_owned(),
            Access::Scope(scope) => format!("Needs the scope `{scope}`."),
            Access::Operator => {
                "Needs the scope `admin:*` and a key that may operate the whole server.".to_owned()
            }
            _ => continue,
        };
        let text = operation["description"].as_str().expect("a description");
        assert!(text.ends_with(&ending), "{at}");
    }
}

#[test]
fn path_parameters_are_declared() {
    let document = document();
    for route in documented() {
        let operation = operation(&document, route);
        for part in route.path.split('/').filter(|part| part.starts_with('{')) {
            let name = part.trim_matches(['{', '}']);
            let declared = operation["parameters"]
                .as_array()
                .expect("parameters")
                .iter()
                .any(|parameter| parameter["name"] == name && parameter["in"] == "path");
            assert!(declared, "{} {} {name}", route.method, route.path);
        }
    }
}

/// Members that are left out together must not be demanded as "these, or null": an object without them
/// is neither.
#[test]
fn no_object_is_also_null() {
    fn parts<'v>(at: &str, value: &'v Value, found: &mut Vec<(String, &'v Value)>) {
        if let Some(all) = value["allOf"].as_array() {
            found.extend(all.iter().map(|part| (at.to_owned(), part)));
        }
        let members = value.as_object().into_iter().flatten();
        let items = value.as_array().into_iter().flatten().enumerate();
        members.for_each(|(name, member)| parts(&format!("{at}/{name}"), member, found));
        items.for_each(|(index, item)| parts(&format!("{at}/{index}"), item, found));
    }
    let document = document();
    let mut found = Vec::new();
    parts("", &document, &mut found);
    assert!(found.len() > 10, "{}", found.len());
    let choices = |part: &Value| part["oneOf"].as_array().cloned().unwrap_or_default();
    let is_null = |choice: &Value| choice["type"] == "null";
    let nullable = found.iter().filter(|(_, part)| choices(part).iter().any(is_null));
    let nullable: Vec<&String> = nullable.map(|(at, _)| at).collect();
    assert!(nullable.is_empty(), "{nullable:?}");
}
