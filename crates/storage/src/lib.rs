//! Every SQL statement of the product, for SQLite and Postgres.
//!
//! [`Store`] reads what is committed; [`Tx`], passed to the closure of [`Store::write`], reads
//! and changes. All writes go through one task that commits many of them at once, in order.
//! This crate depends on the domain's types and on no use case: it never decides who may see a
//! row, only that every tenant-owned lookup names its tenant.
#![warn(missing_docs)]

mod access_rules;
mod account_lists;
mod account_tokens;
mod accounts;
mod address;
mod agent_documents;
mod agents;
mod ai_layers;
mod answers;
mod batch_jobs;
mod catalog;
mod chats;
mod checkpoint;
mod cluster;
mod committed;
mod contacts;
mod db;
mod dialect;
mod early_reports;
mod entry_points;
mod error;
mod events;
mod figures;
mod handovers;
mod hooks;
mod idempotency;
mod instances;
mod jobs;
mod key_audit;
mod keys;
mod leases;
mod media;
mod media_content;
mod messages;
mod migrate;
mod moves;
mod node_requests;
mod options;
mod pacing;
mod page;
mod people;
mod pins;
mod principal;
mod profiles;
mod providers;
mod quick_replies;
mod read_cache;
mod readers;
mod retention;
mod saved_views;
mod scheduled_messages;
mod setting_changes;
mod settings;
mod state;
mod store;
mod sync;
mod tenants;
mod turns;
mod tx;
mod users;
mod webhooks;
mod writer;

pub use account_tokens::AccountToken;
pub use agents::{AgentFilter, AgentPiece};
pub use ai_layers::TurnMessage;
pub use batch_jobs::{BatchFilter, BatchItems};
#[doc(hidden)]
pub use catalog::statements;
pub use chats::{AssignedChat, AssignedTo, ChatFilter, ChatTouch, LabelRevision};
pub use cluster::{AskedNodes, Lease, Node, Peers, Survey, WantedInstance};
pub use committed::{CommitHook, Committed, RunJob};
pub use early_reports::EarlyReport;
pub use entry_points::{ConversationPiece, ExecutionFilter, OldConversation};
pub use error::StorageError;
pub use events::{
    EventCounts, EventFigures, EventFilter, EventPage, EventSums, EventTotal, FigureQuery,
};
pub use figures::{FIGURE_SLOT_MS, FigureGroup, FigureRow, FigureRun, FiguresQuery};
pub use hooks::HookSecret;
pub use idempotency::{Claim, Earlier, IdempotencyKey};
pub use instances::{DeletionStage, InstanceCount, InstanceFilter, InstanceRows, StateChange};
pub use jobs::{DeadCounts, DeadFilter, JobCount, ReserveJobs};
pub use key_audit::KeyAuditFilter;
pub use keys::KeyUse;
pub use leases::{Fence, instance_lease};
pub use media_content::ReadingCosts;
pub use messages::MessageFilter;
pub use migrate::{SchemaState, schema_fingerprint};
pub use moves::Move;
pub use node_requests::NodeRequest;
pub use options::{Engine, StoreOptions, Synchronous};
pub use pacing::{ChatHistory, NumberCheck};
pub use people::{IdentityTouch, PersonFilter};
pub use retention::StoredFile;
pub use scheduled_messages::ScheduledFilter;
pub use setting_changes::SettingChange;
pub use settings::Setting;
pub use state::{StateEntry, StateSize, StateWrite};
pub use store::{Store, StoreStats};
pub use sync::{SyncChats, SyncFilter, SyncTotals};
pub use turns::{ChatPause, ReplyUrl, TurnFilter};
pub use tx::Tx;
pub use users::{SessionUse, SignInFailures, UserAuditFilter};
pub use webhooks::{
    CountedAttempt, DeliveryFilter, EndpointCounts, FinishedAttempt, Replay, WebhookHour,
    WebhookLog,
};
