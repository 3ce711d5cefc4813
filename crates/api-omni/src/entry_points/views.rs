use crate::shapes::Time;
use omni_app::entry_points::EntryPointDetails;
use omni_domain::entry_point::{Attendant, AttendantOf, ENTRY_POINT, EntryPoint, prefixed};
use omni_domain::ids::{InstanceId, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An address at which programs talk with agents.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntryPointView {
    id: Uuid,
    /// The id by which requests of Wapzi's API name it.
    #[schema(example = "entry_point_0194b2c0000070008000000000000001")]
    public_id: String,
    #[schema(example = "support")]
    name: String,
    /// Whether it accepts requests.
    is_active: bool,
    created_at: Time,
    updated_at: Time,
}

impl From<EntryPoint> for EntryPointView {
    fn from(point: EntryPoint) -> Self {
        Self {
            id: point.id.uuid(),
            public_id: prefixed(ENTRY_POINT, point.id.uuid()),
            name: point.name,
            is_active: point.is_active,
            created_at: point.created_at.into(),
            updated_at: point.updated_at.into(),
        }
    }
}

/// An entry point with its attendants.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntryPointDetailsView {
    #[serde(flatten)]
    entry_point: EntryPointView,
    /// In the order in which they are chosen.
    attendants: Vec<AttendantView>,
}

impl From<EntryPointDetails> for EntryPointDetailsView {
    fn from(details: EntryPointDetails) -> Self {
        Self {
            entry_point: details.entry_point.into(),
            attendants: details.attendants.into_iter().map(AttendantView::from).collect(),
        }
    }
}

/// One of those that answer at an entry point.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AttendantView {
    id: Uuid,
    /// The entry point's id.
    entry_point_id: Uuid,
    /// `agent`, or `person`, to whom no request is given.
    #[schema(example = "agent")]
    kind: &'static str,
    /// The instance whose agent answers.
    instance_id: Option<Uuid>,
    /// The user.
    user_id: Option<Uuid>,
    /// Whether it takes requests.
    is_available: bool,
    /// How many conversations may wait for its answer at once; null is any number.
    max_conversations: Option<i32>,
    /// Lower ones are chosen first.
    position: i32,
    created_at: Time,
}

impl From<Attendant> for AttendantView {
    fn from(attendant: Attendant) -> Self {
        let (kind, instance_id, user_id) = match attendant.of {
            AttendantOf::Agent(instance) => ("agent", Some(instance), None),
            AttendantOf::Person(user) => ("person", None, Some(user)),
        };
        Self {
            id: attendant.id.uuid(),
            entry_point_id: attendant.entry_point_id.uuid(),
            kind,
            instance_id: instance_id.map(InstanceId::uuid),
            user_id: user_id.map(UserId::uuid),
            is_available: attendant.is_available,
            max_conversations: attendant.max_conversations,
            position: attendant.position,
            created_at: attendant.created_at.into(),
        }
    }
}
