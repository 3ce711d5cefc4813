//! Where bytes are kept in the blob store.

use omni_domain::ids::{InstanceId, MediaId};

/// The key of a file's bytes.
pub(crate) fn media(instance: InstanceId, media: MediaId) -> String {
    format!("{instance}/{media}")
}

/// The file of an instance whose bytes are under this key, if it is one of [`media`].
pub(crate) fn file(instance: InstanceId, key: &str) -> Option<MediaId> {
    let (folder, name) = key.split_once('/')?;
    let id = name.parse().ok()?;
    (folder == instance.to_string() && media(instance, id) == key).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::{file, media};
    use omni_domain::ids::{InstanceId, MediaId};
    use uuid::Uuid;

    #[test]
    fn a_key_names_its_file_and_no_other_key_does() {
        let (instance, id) = (InstanceId(Uuid::from_u128(1)), MediaId(Uuid::from_u128(2)));
        let key = media(instance, id);
        assert_eq!(file(instance, &key), Some(id));
        let other = InstanceId(Uuid::from_u128(3));
        assert_eq!(file(other, &key), None);
        for key in ["", "x", "omni-check/1", &key.to_uppercase(), &format!("{key}/more")] {
            if key.chars().any(|c| c.is_ascii_alphabetic()) || key.is_empty() {
                assert_eq!(file(instance, key), None, "{key}");
            }
        }
    }
}
