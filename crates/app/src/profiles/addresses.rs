use super::address;
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use crate::number_checks;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;

/// The addresses of a person, from one of them or a phone number: of a contact as it is stored, of anyone
/// else as the network has them, and `None` if they are not on it.
pub async fn addresses(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<Option<Address>, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    let who = address(app, &instance, who)?;
    if who.chat_type != ChatType::Dm {
        return Err(Error::invalid(Field::ProfileAccount, "this is a group; name a person"));
    }
    for known in who.addresses() {
        let contact = app.store.find_contact_by_address(id, known).await?;
        if let Some(contact) = contact.filter(|contact| contact.address.alt.is_some()) {
            return Ok(Some(contact.address));
        }
    }
    let asked = &who.address.id;
    let found = number_checks::find(app, id, asked).await.map_err(Error::from)?;
    Ok(found.map(|found| found.address))
}
