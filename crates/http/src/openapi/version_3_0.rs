//! A document of version 3.1, rewritten for 3.0.
//!
//! 3.1 takes JSON Schema as it is; 3.0 has a dialect of its own, without `null` as a type, without
//! `const`, and with other forms for examples, bounds and files.

use serde_json::{Map, Value, json};

const VERSION: &str = "3.0.3";
/// Members of a schema that 3.0 does not have and that only narrow it: without them the document is
/// less precise, and still correct.
const UNKNOWN: [&str; 18] = [
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$defs",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "patternProperties",
    "dependentSchemas",
    "dependentRequired",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];

/// References that are followed to a type.
const DEEPEST: usize = 16;

pub(super) fn convert(document: &mut Value) {
    convert_members(document);
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    complete_nullable(document, &schemas);
}

fn convert_members(document: &mut Value) {
    let Some(root) = document.as_object_mut() else { return };
    root.insert("openapi".to_owned(), VERSION.into());
    root.remove("jsonSchemaDialect");
    root.remove("webhooks");
    root.entry("paths").or_insert_with(|| json!({}));
    if let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) {
        info.remove("summary");
        if let Some(license) = info.get_mut("license").and_then(Value::as_object_mut) {
            convert_license(license);
        }
    }
    let components = root.get_mut("components").and_then(Value::as_object_mut);
    if let Some(components) = components {
        components.remove("pathItems");
        let schemas = components.get_mut("schemas").and_then(Value::as_object_mut);
        schemas.into_iter().flat_map(|all| all.values_mut()).for_each(convert_schema);
        components
            .iter_mut()
            .filter(|(name, _)| *name != "schemas")
            .for_each(|(_, rest)| walk(rest));
    }
    if let Some(paths) = root.get_mut("paths") {
        walk(paths);
    }
}

/// `identifier` is new in 3.1; the licence's page at SPDX is the equivalent.
fn convert_license(license: &mut Map<String, Value>) {
    let Some(Value::String(identifier)) = license.remove("identifier") else { return };
    let page = if identifier.contains(' ') { String::new() } else { format!("{identifier}.html") };
    license.entry("url").or_insert_with(|| format!("https://spdx.org/licenses/{page}").into());
}

/// Converts the schemas outside `components.schemas`: those of parameters, headers and bodies.
fn walk(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match name.as_str() {
                    "schema" => convert_schema(member),
                    // Data of the API, which may have members of any name.
                    "example" | "examples" => {}
                    _ => walk(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(walk),
        _ => {}
    }
}

fn convert_schema(schema: &mut Value) {
    if let Value::Bool(allows) = schema {
        *schema = if *allows { json!({}) } else { json!({ "not": {} }) };
        return;
    }
    let Some(members) = schema.as_object_mut() else { return };
    for name in UNKNOWN {
        members.remove(name);
    }
    convert_children(members);
    convert_null_alternatives(members);
    convert_types(members);
    convert_values(members);
    convert_bounds(members);
    convert_content(members);
    convert_reference(members);
}

fn convert_children(members: &mut Map<String, Value>) {
    if let Some(Value::Array(first)) = members.remove("prefixItems") {
        let any = if first.is_empty() { json!({}) } else { json!({ "anyOf": first }) };
        members.insert("items".to_owned(), any);
    }
    for name in ["allOf", "anyOf", "oneOf"] {
        let all = members.get_mut(name).and_then(Value::as_array_mut);
        all.into_iter().flatten().filter(|one| !is_null(one)).for_each(convert_schema);
    }
    for name in ["items", "not"] {
        members.get_mut(name).into_iter().for_each(convert_schema);
    }
    if let Some(more) = members.get_mut("additionalProperties").filter(|more| more.is_object()) {
        convert_schema(more);
    }
    let properties = members.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(|all| all.values_mut()).for_each(convert_schema);
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "null")
}

/// `oneOf: [{type: null}, X]` is a nullable X.
fn convert_null_alternatives(members: &mut Map<String, Value>) {
    for name in ["anyOf", "oneOf"] {
        let Some(all) = members.get_mut(name).and_then(Value::as_array_mut) else { continue };
        let before = all.len();
        all.retain(|one| !is_null(one));
        if all.len() == before {
            continue;
        }
        let single = (all.len() == 1).then(|| all.remove(0));
        members.insert("nullable".to_owned(), true.into());
        if let Some(only) = single {
            members.remove(name);
            members.insert("allOf".to_owned(), json!([only]));
        }
    }
}

/// `nullable` holds only beside a `type`: of a nullable reference, that of its target.
fn complete_nullable(value: &mut Value, schemas: &Value) {
    match value {
        Value::Object(members) => {
            let is_nullable = members.get("nullable").is_some_and(|nullable| *nullable == true);
            if is_nullable && let Some(kind) = type_of(members, schemas, DEEPEST) {
                members.entry("type").or_insert(kind);
            }
            let schemas_inside = members
                .iter_mut()
                .filter(|(name, _)| !matches!(name.as_str(), "example" | "examples"));
            schemas_inside.for_each(|(_, member)| complete_nullable(member, schemas));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| complete_nullable(item, schemas)),
        _ => {}
    }
}

/// The type of a schema, of the one that it refers to, or of the only one in its `allOf`.
fn type_of(schema: &Map<String, Value>, schemas: &Value, depth: usize) -> Option<Value> {
    if let Some(kind) = schema.get("type") {
        return Some(kind.clone());
    }
    let depth = depth.checked_sub(1)?;
    let reference = schema.get("$ref").and_then(Value::as_str);
    if let Some(name) = reference.and_then(|target| target.strip_prefix("#/components/schemas/")) {
        return type_of(schemas.get(name)?.as_object()?, schemas, depth);
    }
    let [only] = schema.get("allOf")?.as_array()?.as_slice() else { return None };
    type_of(only.as_object()?, schemas, depth)
}

/// `type: [X, null]` is a nullable X, and more than one X are alternatives.
fn convert_types(members: &mut Map<String, Value>) {
    if members.get("type").is_some_and(|kind| kind == "null") {
        members.remove("type");
        members.insert("nullable".to_owned(), true.into());
        members.insert("enum".to_owned(), json!([null]));
        return;
    }
    let Some(Value::Array(mut kinds)) = members.get("type").cloned() else { return };
    members.remove("type");
    let before = kinds.len();
    kinds.retain(|kind| kind != "null");
    if kinds.len() < before {
        members.insert("nullable".to_owned(), true.into());
    }
    match kinds.as_slice() {
        [] => {}
        [only] => drop(members.insert("type".to_owned(), only.clone())),
        several => {
            let alternatives: Vec<Value> =
                several.iter().map(|kind| json!({ "type": kind })).collect();
            members.insert("anyOf".to_owned(), alternatives.into());
        }
    }
}

fn convert_values(members: &mut Map<String, Value>) {
    if let Some(only) = members.remove("const") {
        members.insert("enum".to_owned(), json!([only]));
    }
    if let Some(Value::Array(mut examples)) = members.remove("examples")
        && !examples.is_empty()
    {
        members.entry("example").or_insert_with(|| examples.remove(0));
    }
}

/// `exclusiveMinimum` is a flag beside `minimum`.
fn convert_bounds(members: &mut Map<String, Value>) {
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")]
    {
        if members.get(exclusive).is_some_and(Value::is_number)
            && let Some(bound) = members.remove(exclusive)
        {
            members.insert(inclusive.to_owned(), bound);
            members.insert(exclusive.to_owned(), true.into());
        }
    }
}

/// Bytes have a format, and not an encoding and a media type.
fn convert_content(members: &mut Map<String, Value>) {
    let encoding = members.remove("contentEncoding");
    let media_type = members.remove("contentMediaType");
    let format = match (encoding, media_type) {
        (Some(_), _) => "byte",
        (None, Some(_)) => "binary",
        (None, None) => return,
    };
    members.entry("type").or_insert_with(|| "string".into());
    members.entry("format").or_insert_with(|| format.into());
}

/// Members beside a reference are valid only if the reference is in `allOf`.
fn convert_reference(members: &mut Map<String, Value>) {
    if members.len() == 1 {
        return;
    }
    if let Some(target) = members.remove("$ref") {
        members.insert("allOf".to_owned(), json!([{ "$ref": target }]));
    }
}

#[cfg(test)]
mod tests {
    use super::{convert, convert_schema};
    use serde_json::{Value, json};

    fn converted(mut schema: Value) -> Value {
        convert_schema(&mut schema);
        schema
    }

    #[test]
    fn null_becomes_nullable() {
        assert_eq!(
            converted(json!({ "type": ["string", "null"], "examples": ["a", "b"] })),
            json!({ "type": "string", "nullable": true, "example": "a" })
        );
        assert_eq!(
            converted(json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/a" }] })),
            json!({ "nullable": true, "allOf": [{ "$ref": "#/a" }] })
        );
        assert_eq!(
            converted(json!({ "oneOf": [{ "type": "null" }, { "const": 1 }, { "const": 2 }] })),
            json!({ "nullable": true, "oneOf": [{ "enum": [1] }, { "enum": [2] }] })
        );
        assert_eq!(
            converted(json!({ "type": ["string", "integer", "null"] })),
            json!({ "nullable": true, "anyOf": [{ "type": "string" }, { "type": "integer" }] })
        );
    }

    #[test]
    fn schemas_inside_schemas_are_converted_and_data_is_not() {
        let schema = json!({
            "type": "object",
            "properties": {
                "const": { "const": "x" },
                "n": { "exclusiveMinimum": 0, "type": "integer" },
                "file": { "contentMediaType": "application/octet-stream" },
                "pair": { "type": "array", "prefixItems": [{ "const": 1 }, true], "items": false },
            },
            "additionalProperties": { "type": ["boolean", "null"] },
            "propertyNames": { "type": "string" },
            "example": { "const": "kept", "type": ["kept"] },
        });
        assert_eq!(
            converted(schema),
            json!({
                "type": "object",
                "properties": {
                    "const": { "enum": ["x"] },
                    "n": { "minimum": 0, "exclusiveMinimum": true, "type": "integer" },
                    "file": { "type": "string", "format": "binary" },
                    "pair": { "type": "array", "items": { "anyOf": [{ "enum": [1] }, {}] } },
                },
                "additionalProperties": { "type": "boolean", "nullable": true },
                "example": { "const": "kept", "type": ["kept"] },
            })
        );
    }

    #[test]
    fn what_is_beside_a_reference_is_kept() {
        assert_eq!(
            converted(json!({ "$ref": "#/a", "description": "why" })),
            json!({ "allOf": [{ "$ref": "#/a" }], "description": "why" })
        );
        assert_eq!(converted(json!({ "$ref": "#/a" })), json!({ "$ref": "#/a" }));
    }

    #[test]
    fn a_nullable_reference_has_the_type_of_its_target() {
        let nullable = |name: &str| json!({ "oneOf": [{ "type": "null" }, { "$ref": name }] });
        let mut document = json!({ "components": { "schemas": {
            "Time": { "type": "string" },
            "Later": { "description": "when", "$ref": "#/components/schemas/Time" },
            "Loop": { "$ref": "#/components/schemas/Loop" },
            "View": { "type": "object", "properties": {
                "at": nullable("#/components/schemas/Later"),
                "never": nullable("#/components/schemas/Loop"),
            } },
        } } });
        convert(&mut document);
        let properties = &document["components"]["schemas"]["View"]["properties"];
        assert_eq!(
            properties["at"],
            json!({
                "nullable": true,
                "allOf": [{ "$ref": "#/components/schemas/Later" }],
                "type": "string",
            })
        );
        assert_eq!(properties["never"]["type"], Value::Null);
    }

    #[test]
    fn the_document_around_the_schemas_is_converted() {
        let mut document = json!({
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://example.com",
            "info": {
                "title": "t", "version": "1", "summary": "s",
                "license": { "name": "MIT", "identifier": "MIT" },
            },
            "paths": { "/a": { "get": { "parameters": [
                { "name": "q", "in": "query", "schema": { "type": ["string", "null"] } },
            ] } } },
            "components": { "schemas": { "S": { "const": 1 } }, "pathItems": {} },
        });
        convert(&mut document);
        assert_eq!(
            document,
            json!({
                "openapi": "3.0.3",
                "info": {
                    "title": "t", "version": "1",
                    "license": { "name": "MIT", "url": "https://spdx.org/licenses/MIT.html" },
                },
                "paths": { "/a": { "get": { "parameters": [
                    { "name": "q", "in": "query", "schema": { "type": "string", "nullable": true } },
                ] } } },
                "components": { "schemas": { "S": { "enum": [1] } } },
            })
        );
    }
}
