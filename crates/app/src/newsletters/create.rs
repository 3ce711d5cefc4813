use super::{Reader, check_description, check_name};
use crate::app::App;
use crate::error::Error;
use omni_channel::NewsletterInfo;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// A newsletter to be made.
#[derive(Debug, Clone)]
pub struct NewNewsletter {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
}

/// Makes a newsletter that the instance's account owns. Its chat is stored.
pub async fn create(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    newsletter: NewNewsletter,
) -> Result<NewsletterInfo, Error> {
    let name = check_name(&newsletter.name)?;
    let description = newsletter.description.filter(|text| !text.trim().is_empty());
    description.as_deref().map_or(Ok(()), check_description)?;
    let reader = Reader::load(app, caller, id, Scope::MessagesSend).await?;
    let wanted = omni_channel::NewNewsletter { name, description };
    Ok(reader.newsletters()?.create(wanted).await?)
}
