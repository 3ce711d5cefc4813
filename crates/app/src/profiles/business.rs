use super::{address, session};
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use omni_channel::{
    BusinessProfile, Capability, CataloguePage, CatalogueRequest, ChannelError, Session,
};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;
use std::sync::Arc;

/// Products in one answer.
const MAX_PRODUCTS: u32 = 100;
const DEFAULT_PRODUCTS: u32 = 20;
/// Bytes in the name of a page, which the network gives.
const MAX_PAGE: usize = 1024;

/// Which part of a catalogue.
#[derive(Debug, Clone, Default)]
pub struct CatalogueQuery {
    /// At most so many products.
    pub limit: Option<u32>,
    /// Only what follows the page of this name ([`CataloguePage::next`]).
    pub after: Option<String>,
}

/// The profile of a business, as the network has it now; not found if the account is no
/// business.
pub async fn business(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<BusinessProfile, Error> {
    let (session, who) = reach(app, caller, id, who).await?;
    let businesses = session.businesses().ok_or(MISSING)?;
    let found = businesses.business(&who).await.map_err(refused)?;
    found.ok_or_else(|| Error::not_found("business", who))
}

/// A part of a business's catalogue, as the network has it now; empty if it has none.
pub async fn catalogue(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
    query: CatalogueQuery,
) -> Result<CataloguePage, Error> {
    let count = query.limit.unwrap_or(DEFAULT_PRODUCTS);
    if !(1..=MAX_PRODUCTS).contains(&count) {
        let why = format!("must be from 1 to {MAX_PRODUCTS}");
        return Err(Error::invalid(Field::CatalogueLimit, why));
    }
    if query.after.as_ref().is_some_and(|after| after.is_empty() || after.len() > MAX_PAGE) {
        return Err(Error::invalid(Field::CataloguePage, "give the `next` of the page before"));
    }
    let (session, who) = reach(app, caller, id, who).await?;
    let businesses = session.businesses().ok_or(MISSING)?;
    let wanted = CatalogueRequest { count, after: query.after };
    businesses.catalogue(&who, wanted).await.map_err(refused)
}

const MISSING: ChannelError = ChannelError::Unsupported(Capability::ReadBusinesses);

/// The session of an instance that can read businesses, and the address of one.
async fn reach(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<(Arc<dyn Session>, String), Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    let channel = app.channel(instance.channel)?;
    channel.info().capabilities.require(&[Capability::ReadBusinesses])?;
    let who = address(app, &instance, who)?;
    if who.chat_type != ChatType::Dm {
        return Err(Error::invalid(Field::ProfileAccount, "name a business, not a group"));
    }
    Ok((session(app, id).await?, who.address.id))
}

fn refused(error: ChannelError) -> Error {
    match error {
        ChannelError::InvalidRecipient(message) => Error::invalid(Field::ProfileAccount, message),
        other => other.into(),
    }
}
