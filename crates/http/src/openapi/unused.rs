use utoipa::openapi::OpenApi;

/// Removes the schemas that nothing refers to: rows of lists, which are written into their lists, and
/// then what only those refer to.
pub(super) fn remove(document: &mut OpenApi) {
    loop {
        let text =
            document.to_json().expect("an API document has only string keys, so it serialises");
        let Some(components) = document.components.as_mut() else { return };
        let before = components.schemas.len();
        let is_used = |name: &String| text.contains(&format!("\"#/components/schemas/{name}\""));
        components.schemas.retain(|name, _| is_used(name));
        if components.schemas.len() == before {
            return;
        }
    }
}
