//! Where bytes are kept in the blob store.

use omni_domain::ids::{InstanceId, MediaId};

/// The key of a file's bytes.
pub(crate) fn media(instance: InstanceId, media: MediaId) -> String {
    format!("{instance}/{media}")
}
