use crate::db::Select;
use omni_domain::Timestamp;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::DeliveryState;

/// Which deliveries to list. An empty list, like `None`, is no condition, except for
/// `endpoint_ids`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// To these endpoints; `None` is all.
    pub endpoint_ids: Option<Vec<WebhookEndpointId>>,
    /// Of these types of events.
    pub event_types: Vec<String>,
    /// In these states.
    pub states: Vec<DeliveryState>,
    /// Created at this time or later.
    pub since: Option<Timestamp>,
    /// Created before this time.
    pub until: Option<Timestamp>,
}

/// Adds the conditions of a filter.
pub(super) fn restrict(select: &mut Select, filter: &DeliveryFilter) {
    if let Some(ids) = &filter.endpoint_ids {
        select.and_in("endpoint_id", ids.iter().map(|id| id.0));
    }
    if !filter.event_types.is_empty() {
        select.and_in("event_type", filter.event_types.iter().map(String::as_str));
    }
    if !filter.states.is_empty() {
        select.and_in("state", filter.states.iter().map(|state| state.as_str()));
    }
    select.and_between("created_at", filter.since, filter.until);
}
