use omni_app::{Field, Message, Speller};
use std::borrow::Cow;

/// Machine-readable particulars of an error; each dialect names the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Details {
    /// A value that was refused.
    Field {
        /// Which.
        field: FieldName,
        /// What is wrong with it and what would be right.
        message: Message,
    },
    /// More bytes than this.
    Limit(u64),
    /// Too many requests.
    RateLimited {
        /// Milliseconds until the next try may succeed.
        retry_after_ms: u64,
        /// Requests per minute, if that is what was exceeded.
        per_minute: Option<u32>,
    },
    /// What the instance's connection is doing.
    State(String),
    /// The channel's own code.
    ChannelCode(String),
}

/// Where a refused value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldName {
    /// In the application's terms.
    Typed(Field),
    /// As the request has it: refused by the dialect before the application saw it.
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
