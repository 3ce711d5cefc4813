//! Pictures of groups and newsletters.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The bytes of a picture, a square JPEG. Written as base64: a list of numbers would be four times as
/// long in a request to another node.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture(#[serde(with = "as_base64")] pub Bytes);

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} bytes)", self.0.len())
    }
}

mod as_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &Bytes, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD.decode(text).map(Into::into).map_err(serde::de::Error::custom)
    }
}
