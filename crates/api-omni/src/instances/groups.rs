//! Groups of settings in a patch: given members change, `null` resets one to its default.

use omni_app::patch::Change;
use omni_app::{Error, Field};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// The members of a group that are `null` in the patch.
#[derive(Debug, Default)]
pub(super) struct Reset(HashSet<String>);

impl Reset {
    /// The change of a member.
    pub(super) fn change<T>(&self, name: &str, given: Option<T>) -> Change<T> {
        match given {
            Some(value) => Change::Set(value),
            None if self.0.contains(name) => Change::Reset,
            None => Change::Keep,
        }
    }
}

/// Reads a group. A `null` for a member that does not exist changes nothing.
pub(super) fn read<T: DeserializeOwned + Default>(
    group: Field,
    members: Option<Map<String, Value>>,
) -> Result<(T, Reset), Error> {
    let Some(members) = members else { return Ok((T::default(), Reset::default())) };
    let (nulls, given): (Map<_, _>, Map<_, _>) =
        members.into_iter().partition(|(_, value)| value.is_null());
    let given = serde_json::from_value(Value::Object(given))
        .map_err(|error| Error::invalid(group, error.to_string()))?;
    Ok((given, Reset(nulls.into_iter().map(|(name, _)| name).collect())))
}

#[cfg(test)]
mod tests {
    use super::read;
    use omni_app::Field;
    use omni_app::patch::Change;
    use serde::Deserialize;
    use serde_json::{Value, json};

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Group {
        one: Option<u64>,
        two: Option<u64>,
        three: Option<u64>,
    }

    fn group(body: &Value) -> Result<[Change<u64>; 3], String> {
        let (given, reset) = read::<Group>(Field::Messaging, body.as_object().cloned())
            .map_err(|error| error.to_string())?;
        Ok([
            reset.change("one", given.one),
            reset.change("two", given.two),
            reset.change("three", given.three),
        ])
    }

    #[test]
    fn members_are_set_reset_or_kept() {
        let changes = group(&json!({ "one": 1, "two": null, "unknown": null })).expect("readable");
        assert!(changes == [Change::Set(1), Change::Reset, Change::Keep]);
        assert!(group(&Value::Null).expect("readable") == [Change::Keep; 3]);
        let refused = group(&json!({ "four": 4 })).err();
        assert!(refused.is_some_and(|text| text.starts_with("unknown field `four`")));
    }
}
