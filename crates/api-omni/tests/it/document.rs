use omni_api_omni::{ANY_KEY, ROUTES, V1_ROUTES, openapi};
use serde_json::Value;
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::to_value(openapi()).expect("a document")
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
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
fn routes_with_a_scope_ask_for_a_key_and_the_others_do_not() {
    let document = document();
    let all = ROUTES.iter().chain(V1_ROUTES);
    for route in all.filter(|route| !route.path.ends_with("/openapi.json")) {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        let at = format!("{} {}", route.method, route.path);
        assert_eq!(operation["security"].is_array(), route.scope.is_some(), "{at}");
        // Webhooks ask for a secret of their own.
        let asks = route.scope.is_some() || route.path.starts_with("/api/v2/webhooks/");
        assert_eq!(operation["responses"]["401"].is_object(), asks, "{at}");
        if let Some(scope) = route.scope {
            let text = operation["description"].as_str().expect("a description");
            let ending = match scope {
                ANY_KEY => "Needs a key, whatever its scopes.".to_owned(),
                scope => format!("Needs the scope `{scope}`."),
            };
            assert!(text.ends_with(&ending), "{at}");
        }
    }
}

#[test]
fn path_parameters_are_declared() {
    let document = document();
    for route in ROUTES.iter().chain(V1_ROUTES) {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
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
