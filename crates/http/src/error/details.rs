use omni_app::{Field, Message, Speller};
use std::borrow::Cow;

/// Machine-readable particulars of an error; each dialect names the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Details {
    /// An invalid value.
    Field {
        /// Its field.
        field: FieldName,
        /// What is wrong with it, and what is valid.
        message: Message,
    },
    /// More bytes than this.
    Limit(u64),
    /// Too many requests.
    RateLimited {
        /// Milliseconds until a retry may succeed.
        retry_after_ms: u64,
        /// Requests per minute, if that is what was exceeded.
        per_minute: Option<u32>,
    },
    /// The state of the instance's connection.
    State(String),
    /// The channel's own code.
    ChannelCode(String),
}

/// The field of an invalid value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldName {
    /// A field of the application.
    Typed(Field),
    /// A field as the request names it: rejected by the dialect before the application is called.
    Request(String),
}

impl FieldName {
    /// The name in a dialect's spelling.
    pub fn spell(&self, speller: &dyn Speller) -> Cow<'_, str> {
        match self {
            Self::Typed(field) => speller.field(field),
            Self::Request(name) => name.into(),
        }
    }
}
