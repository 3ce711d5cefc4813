//! `isActive` of the original's `PATCH /instances/{id}`: this API has `connect` and `disconnect`.

use super::operation::Operation;
use crate::instances::InstanceView;
use crate::shapes::Tagged;
use axum::extract::{FromRequestParts as _, Request};
use axum::response::{IntoResponse as _, Response};
use omni_app::{App, Caller, instances};
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, Auth};

/// Whether an instance should be connected, by the caller of the request. Applied once the other
/// changes of the same request are accepted.
#[derive(Debug)]
pub(super) struct Activation {
    caller: Caller,
    id: InstanceId,
    active: bool,
}

impl Activation {
    pub(super) async fn of(
        app: &App,
        request: &mut Request,
        operation: &Operation,
        active: bool,
    ) -> Result<Self, ApiError> {
        let id = operation.segments().last().and_then(|id| id.parse().ok());
        let id = id.ok_or_else(|| ApiError::invalid("id", "expected an instance's id"))?;
        let (mut parts, body) = std::mem::take(request).into_parts();
        let Auth(caller) = Auth::from_request_parts(&mut parts, app).await?;
        *request = Request::from_parts(parts, body);
        Ok(Self { caller, id, active })
    }

    /// Connects or disconnects it; returns the instance as it is then.
    pub(super) async fn apply(self, app: &App) -> Result<Response, ApiError> {
        let Self { caller, id, active } = self;
        if active {
            instances::connect(app, &caller, id).await?;
        } else {
            instances::disconnect(app, &caller, id).await?;
        }
        let details = instances::get(app, &caller, id).await?;
        Ok(Tagged::new(details.tag.clone(), InstanceView::from(details)).into_response())
    }
}
