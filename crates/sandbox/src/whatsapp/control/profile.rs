//! Routes of what others see of an account, below `/phones/{number}`.

use axum::Json;
use axum::extract::{Path, State};

use super::bodies::{Business, RefusesAdds};
use super::{Answer, done};
use crate::whatsapp::account::BusinessDetails;
use crate::whatsapp::network::Network;

/// Sets whether others may add the account to groups; if not, they can invite it.
pub(super) async fn refuses_adds(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<RefusesAdds>,
) -> Answer {
    network.require_phone(&number)?.set_refuses_adds(body.refuses);
    Ok(done())
}

/// Makes the account a business.
pub(super) async fn business(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<Business>,
) -> Answer {
    let phone = network.require_phone(&number)?;
    phone.set_business(&body.name);
    phone.set_business_details(BusinessDetails {
        description: body.description,
        address: body.address,
        email: body.email,
        website: body.website,
        category: body.category,
        time_zone: "America/Sao_Paulo".to_owned(),
        ..BusinessDetails::default()
    });
    Ok(done())
}
