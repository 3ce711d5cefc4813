use super::change::{self, AgentDetails, NewAgent};
use super::{WRITE, check, check_in, record, require_all_instances};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::Caller;

/// Creates an agent that any number of instances may refer to.
pub async fn create(app: &App, caller: &Caller, new: NewAgent) -> Result<AgentDetails, Error> {
    authorization::require(caller, WRITE)?;
    require_all_instances(caller)?;
    let name = change::check_name(&new.name)?;
    check(app, &new.config)?;
    let agent = change::draft(app, caller.tenant_id, None, NewAgent { name, ..new })?;
    let author = record::author(app, caller).await?;
    let (inner, row) = (app.clone(), agent.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                check_in(&inner, tx, &row).await?;
                record::insert(&inner, tx, &row, &author).await.map_err(Error::from)
            })
        })
        .await?;
    Ok(agent.into())
}
