//! What agents remember of a person: `metadata.memory`, a text by key.

use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::conversation::Person;
use omni_domain::ids::{PersonId, TenantId};
use omni_storage::Tx;
use serde_json::{Map, Value};

const MEMBER: &str = "memory";
/// How often a concurrent change may intervene.
const TRIES: usize = 5;

/// The facts under these keys.
pub(crate) fn remembered(person: &Person, keys: &[String]) -> Vec<(String, String)> {
    let Some(memory) = person.metadata.get(MEMBER).and_then(Value::as_object) else {
        return Vec::new();
    };
    let fact = |key: &String| Some((key.clone(), memory.get(key)?.as_str()?.to_owned()));
    keys.iter().filter_map(fact).collect()
}

/// Stores facts, in the caller's transaction; an empty one is deleted. For a deleted person nothing
/// is stored.
pub(crate) async fn remember(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    facts: &[(String, String)],
    now: Timestamp,
) -> Result<(), Error> {
    for _ in 0..TRIES {
        let Some(known) = tx.find_person(tenant, person).await? else { return Ok(()) };
        let metadata = with(known.metadata.clone(), facts);
        if metadata == known.metadata || tx.replace_person_metadata(&known, &metadata, now).await? {
            return Ok(());
        }
    }
    tracing::warn!(person.id = %person, "facts from an agent were not stored: the person was changed concurrently");
    Ok(())
}

fn with(mut metadata: Map<String, Value>, facts: &[(String, String)]) -> Map<String, Value> {
    let mut memory = match metadata.remove(MEMBER) {
        Some(Value::Object(memory)) => memory,
        _ => Map::new(),
    };
    for (key, value) in facts {
        if value.is_empty() {
            memory.remove(key);
        } else {
            memory.insert(key.clone(), value.clone().into());
        }
    }
    if !memory.is_empty() {
        metadata.insert(MEMBER.to_owned(), Value::Object(memory));
    }
    metadata
}

#[cfg(test)]
mod tests {
    use super::with;
    use serde_json::{Map, json};

    #[test]
    fn facts_are_stored_replaced_and_deleted() {
        let fact = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let one = with(Map::new(), &[fact("city", "Olinda"), fact("name", "Ana")]);
        assert_eq!(json!(one), json!({ "memory": { "city": "Olinda", "name": "Ana" } }));
        let two = with(one, &[fact("city", "Recife"), fact("name", "")]);
        assert_eq!(json!(two), json!({ "memory": { "city": "Recife" } }));
        assert_eq!(json!(with(two, &[fact("city", "")])), json!({}));
    }
}
