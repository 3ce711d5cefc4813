use super::{Reader, check_description, check_name};
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::{NewsletterChange, NewsletterInfo};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Changes of a newsletter; at least one.
#[derive(Debug, Clone, Default)]
pub struct NewsletterPatch {
    /// Another name.
    pub name: Option<String>,
    /// Another description; an empty one removes it.
    pub description: Option<String>,
}

/// Changes a newsletter that the instance's account runs.
pub async fn change(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    newsletter: &str,
    patch: NewsletterPatch,
) -> Result<NewsletterInfo, Error> {
    if patch.name.is_none() && patch.description.is_none() {
        return Err(Error::invalid(Field::NewsletterName, "give a name or a description"));
    }
    let name = patch.name.as_deref().map(check_name).transpose()?;
    let description = patch.description.map(|text| text.trim().to_owned());
    description.as_deref().map_or(Ok(()), check_description)?;
    let reader = Reader::load(app, caller, id, Scope::MessagesSend).await?;
    let newsletter = reader.newsletter(app, newsletter).await?;
    let change = NewsletterChange { name, description };
    Ok(reader.newsletters()?.change(&newsletter, change).await?)
}
