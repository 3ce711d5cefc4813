use super::list::{EventList, EventQuery, filter, page_of};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::page::PageRequest;

/// Longest text to search for, characters.
const MAX_QUERY: usize = 1000;

/// The newest events that match, at most `limit`.
pub async fn search(
    app: &App,
    caller: &Caller,
    query: EventQuery,
    limit: u32,
) -> Result<EventList, Error> {
    authorization::require(caller, Scope::EventsRead)?;
    if query.search.as_ref().is_some_and(|text| text.chars().count() > MAX_QUERY) {
        return Err(Error::invalid(Field::SearchQuery, "search for at most 1000 characters"));
    }
    if !(1..=100).contains(&limit) {
        return Err(Error::invalid(Field::SearchLimit, "must be from 1 to 100"));
    }
    let filter = filter(caller, query)?;
    page_of(app, caller, &filter, PageRequest::first(limit)).await
}
