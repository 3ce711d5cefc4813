use super::Error;

/// How many instances the message names.
const MAX_NAMED: usize = 10;

impl Error {
    /// What instances refer to is not removed. `instances` are their names.
    pub(crate) fn in_use(noun: &str, instances: &[String]) -> Self {
        let named = instances.iter().take(MAX_NAMED).map(|name| format!("`{name}`"));
        let mut list = named.collect::<Vec<_>>().join(", ");
        if instances.len() > MAX_NAMED {
            list.push_str(", …");
        }
        let count = instances.len();
        Self::conflict(format!(
            "{count} instance(s) use this {noun}: {list}; give them another agent first"
        ))
    }
}
