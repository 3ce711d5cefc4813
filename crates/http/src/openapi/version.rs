use super::version_3_0;
use serde_json::Value;
use std::fmt;
use std::str::FromStr;
use utoipa::openapi::OpenApi;

/// A version of the `OpenAPI` specification that documents can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpecVersion {
    /// 3.0, for clients and generators that read nothing newer.
    V3_0,
    /// 3.1.
    #[default]
    V3_1,
}

impl SpecVersion {
    /// The document in this version.
    pub fn write(self, document: &OpenApi) -> serde_json::Result<Value> {
        let mut value = serde_json::to_value(document)?;
        if self == Self::V3_0 {
            version_3_0::convert(&mut value);
        }
        Ok(value)
    }
}

impl fmt::Display for SpecVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
        })
    }
}

impl FromStr for SpecVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "3.0" => Ok(Self::V3_0),
            "3.1" => Ok(Self::V3_1),
            _ => Err("give 3.0 or 3.1".to_owned()),
        }
    }
}
