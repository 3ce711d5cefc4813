use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Person;
use omni_domain::page::{Page, PageRequest};
use omni_storage::PersonFilter;

/// Longest text to search for, characters.
const MAX_SEARCH: usize = 200;

/// Persons the caller may see, the last changed first; with `search`, those with the text in their
/// name, e-mail or phone number, or in an account's name or address.
pub async fn list(
    app: &App,
    caller: &Caller,
    search: Option<String>,
    page: PageRequest,
) -> Result<Page<Person>, Error> {
    authorization::require(caller, Scope::PersonsRead)?;
    let search = search.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if search.as_ref().is_some_and(|text| text.chars().count() > MAX_SEARCH) {
        return Err(Error::invalid(Field::PersonSearch, "search for at most 200 characters"));
    }
    let filter = PersonFilter { instance_ids: caller.instance_ids.clone(), search };
    Ok(app.store.list_persons(caller.tenant_id, &filter, page).await?)
}
