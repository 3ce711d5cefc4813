//! Phone numbers that models write as JSON numbers.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads a string; a whole number is read as its digits, because models often write a phone number
/// or an account's number without quotes.
pub(super) fn text_or_number<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    text(Value::deserialize(input)?)
}

/// Reads one that may be absent.
pub(super) fn optional_text_or_number<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<Option<String>, D::Error> {
    Option::<Value>::deserialize(input)?.map(text).transpose()
}

/// Reads a list of them.
pub(super) fn texts_or_numbers<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<Vec<String>, D::Error> {
    Vec::<Value>::deserialize(input)?.into_iter().map(text).collect()
}

/// Reads a list of them that may be absent.
pub(super) fn optional_texts_or_numbers<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<Option<Vec<String>>, D::Error> {
    let all = Option::<Vec<Value>>::deserialize(input)?;
    all.map(|all| all.into_iter().map(text).collect::<Result<_, _>>()).transpose()
}

fn text<E: Error>(value: Value) -> Result<String, E> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) if number.is_u64() => Ok(number.to_string()),
        _ => Err(E::custom("expected a string or a whole number, 0 or more")),
    }
}
