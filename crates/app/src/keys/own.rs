use crate::app::App;
use crate::error::{Error, Hint, Message};
use omni_domain::access::Caller;
use omni_domain::key::ApiKey;

/// The key of the caller. Needs no scope: every caller may see their own.
pub async fn own(app: &App, caller: &Caller) -> Result<ApiKey, Error> {
    let id = caller.principal.api_key().ok_or_else(|| {
        Error::unauthorized(Message::from("this caller has no API key").hint(Hint::SendAnApiKey))
    })?;
    app.store.find_key(caller.tenant_id, id).await?.ok_or_else(|| Error::not_found("API key", id))
}
