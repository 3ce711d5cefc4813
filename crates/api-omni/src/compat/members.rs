use serde_json::Value;

/// Members of a response that only the SDKs read, from its handler: an extension of the response,
/// which adds them only with `compat.omni_sdk`.
#[derive(Debug, Clone)]
pub(crate) struct SdkMembers(pub(crate) Vec<(&'static str, Value)>);

impl SdkMembers {
    /// One member.
    pub(crate) fn one(name: &'static str, value: impl Into<Value>) -> Self {
        Self(vec![(name, value.into())])
    }
}
