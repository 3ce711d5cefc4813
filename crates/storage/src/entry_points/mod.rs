//! Entry points, their attendants, conversations and executions, and the keys of tenants.

mod attendants;
mod conversations;
mod executions;
mod points;
mod tenant_keys;

pub(crate) use attendants::ALL as ATTENDANTS;
pub(crate) use conversations::ALL as CONVERSATIONS;
pub(crate) use executions::ALL as EXECUTIONS;
pub(crate) use points::ALL as POINTS;
pub(crate) use tenant_keys::ALL as TENANT_KEYS;

pub use conversations::{ConversationPiece, OldConversation};
pub use executions::ExecutionFilter;
