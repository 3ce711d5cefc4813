use omni_domain::content::Location;
use serde::Serialize;
use utoipa::ToSchema;

/// A place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocationView {
    latitude: f64,
    longitude: f64,
    name: Option<String>,
    address: Option<String>,
}

impl From<&Location> for LocationView {
    fn from(location: &Location) -> Self {
        Self {
            latitude: location.latitude,
            longitude: location.longitude,
            name: location.name.clone(),
            address: location.address.clone(),
        }
    }
}
