//! Phone numbers that models write as JSON numbers.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads a string; a whole number is read as its digits, because models often write a phone number
/// or an account's number without quotes.
pub(super) fn text_or_number<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    match Value::deserialize(input)? {
        Value::String(text) => Ok(text),
        Value::Number(number) if number.is_u64() => Ok(number.to_string()),
        _ => Err(D::Error::custom("expected a string or a whole number, 0 or more")),
    }
}
