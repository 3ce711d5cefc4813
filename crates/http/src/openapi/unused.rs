use std::collections::BTreeMap;
use utoipa::openapi::OpenApi;

const REFERENCE: &str = "\"#/components/schemas/";

/// Removes the schemas that nothing refers to: rows of lists, which are written into their lists, and
/// what only those refer to.
pub(super) fn remove(document: &mut OpenApi) {
    let Some(components) = document.components.as_mut() else { return };
    let mut unseen = std::mem::take(&mut components.schemas);
    let mut waiting = referred(document);
    let mut used = BTreeMap::new();
    while let Some(name) = waiting.pop() {
        let Some(schema) = unseen.remove(&name) else { continue };
        waiting.append(&mut referred(&schema));
        used.insert(name, schema);
    }
    if let Some(components) = document.components.as_mut() {
        components.schemas = used;
    }
}

/// The names of the schemas that a part of a document refers to.
fn referred(part: &impl serde::Serialize) -> Vec<String> {
    let text = serde_json::to_string(part)
        .expect("an API document has only string keys, so it serialises");
    let names = text.split(REFERENCE).skip(1).filter_map(|rest| rest.split_once('"'));
    names.map(|(name, _)| name.to_owned()).collect()
}
