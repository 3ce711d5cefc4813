//! The values of query parameters that take one of a few texts, for the API document.

use crate::analytics::AnalyticsFormat;
use omni_domain::batch::{BatchKind, BatchStatus};
use omni_domain::content::ContentType;
use omni_domain::entry_point::ExecutionStatus;
use omni_domain::event::EventType;
use omni_domain::figures::{Division, Grouping};
use omni_domain::instance::ChannelType;
use omni_domain::job::{DeadLetterStatus, JobKind};
use omni_domain::key::KeyAction;
use omni_domain::message::Direction;
use omni_domain::rules::RuleType;
use omni_domain::scheduled_message::ScheduledStatus;
use omni_domain::sync::SyncStatus;
use omni_domain::turn::TurnState;
use omni_domain::user_audit::UserAction;
use omni_domain::webhook::DeliveryState;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A type for documents only, with the texts of an enum of the domain.
macro_rules! choices {
    ($($name:ident of $kind:ident;)+) => {$(
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                one_of($kind::ALL.iter().map(|one| one.as_str()))
            }
        }

        impl ToSchema for $name {}
    )+};
}

choices! {
    BatchKindChoice of BatchKind;
    BatchStatusChoice of BatchStatus;
    ChannelChoice of ChannelType;
    ContentChoice of ContentType;
    DeadLetterChoice of DeadLetterStatus;
    DirectionChoice of Direction;
    DivisionChoice of Division;
    EventChoice of EventType;
    ExecutionChoice of ExecutionStatus;
    GroupingChoice of Grouping;
    JobKindChoice of JobKind;
    KeyActionChoice of KeyAction;
    RuleChoice of RuleType;
    ScheduledChoice of ScheduledStatus;
    SyncStatusChoice of SyncStatus;
    TurnStateChoice of TurnState;
    UserActionChoice of UserAction;
    WebhookDeliveryChoice of DeliveryState;
}

/// A minimum level of log lines.
pub(crate) struct LevelChoice;

impl PartialSchema for LevelChoice {
    fn schema() -> RefOr<Schema> {
        one_of(["debug", "info", "warn", "error"].into_iter())
    }
}

impl ToSchema for LevelChoice {}

/// How statistics are written.
pub(crate) struct AnalyticsFormatChoice;

impl PartialSchema for AnalyticsFormatChoice {
    fn schema() -> RefOr<Schema> {
        one_of(AnalyticsFormat::NAMES.iter().copied())
    }
}

impl ToSchema for AnalyticsFormatChoice {}

fn one_of(texts: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(texts)).into()
}
