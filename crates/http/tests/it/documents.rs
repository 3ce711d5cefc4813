//! The document of three dialects, in both versions. `tests/python/document.py` validates the
//! files that these tests compare with.

use crate::dialects;
use omni_http::openapi::SpecVersion;
use serde_json::Value;
use std::path::PathBuf;

fn written(version: SpecVersion) -> Value {
    version.write(&dialects::document()).expect("a document")
}

/// Compares the document with the file; `UPDATE=1` rewrites it.
fn assert_file(version: SpecVersion) {
    let name = format!("tests/fixtures/three_dialects.{version}.json");
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = serde_json::to_string_pretty(&written(version)).expect("text") + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &text).expect("written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == text, "{} differs; run this test with UPDATE=1", file.display());
}

#[test]
fn version_3_1_is_as_kept() {
    assert_file(SpecVersion::V3_1);
}

#[test]
fn version_3_0_is_as_kept() {
    assert_file(SpecVersion::V3_0);
}

#[test]
fn each_route_has_its_access_and_its_errors_in_its_dialects_form() {
    let document = written(SpecVersion::V3_1);
    for (path, schema) in [
        ("/api/v1/boxes", "KeysError"),
        ("/api/v1/crates", "TokensError"),
        ("/api/v1/bags/", "SlashesError"),
    ] {
        let operation = &document["paths"][path]["post"];
        let responses = operation["responses"].as_object().expect("responses");
        let statuses: Vec<&str> = responses.keys().map(String::as_str).collect();
        assert_eq!(
            statuses,
            ["201", "400", "401", "403", "408", "409", "413", "415", "429", "500", "503"],
            "{path}"
        );
        for status in &statuses[1..] {
            let body = &responses[*status]["content"]["application/json"]["schema"]["$ref"];
            assert_eq!(body, &format!("#/components/schemas/{schema}"), "{path} {status}");
        }
        assert_eq!(operation["security"].as_array().map(Vec::len), Some(2), "{path}");
    }
    let open = &document["paths"]["/api/v1/boxes"]["get"];
    assert!(open["security"].as_array().is_some_and(Vec::is_empty));
    assert!(open["responses"]["401"].is_null());
    assert_eq!(open["deprecated"], true);
    let one = &document["paths"]["/api/v1/crates/{id}"]["get"];
    assert_eq!(one["description"], "Needs the scope `messages:read`.");
    assert_eq!(one["responses"]["404"]["description"], "No such thing, or it was given away.");
}
