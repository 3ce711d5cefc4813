//! Serialised forms of fields.

/// A time as milliseconds since 1970. Some fields are published so, others as RFC 3339; both are
/// read.
pub(super) mod millis {
    use crate::clock::Timestamp;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Millis(i64),
        Text(Timestamp),
    }

    #[expect(clippy::ref_option, reason = "the signature that serde calls")]
    pub(in crate::event) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(Timestamp::millis).serialize(serializer)
    }

    pub(in crate::event) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let time = Option::<Form>::deserialize(deserializer)?;
        Ok(time.map(|time| match time {
            Form::Millis(millis) => Timestamp(millis),
            Form::Text(time) => time,
        }))
    }
}
