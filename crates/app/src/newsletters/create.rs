use super::Reader;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::NewsletterInfo;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Characters of a newsletter's name.
const MAX_NAME: usize = 100;
/// Characters of a newsletter's description.
const MAX_DESCRIPTION: usize = 2048;

/// A newsletter to be made.
#[derive(Debug, Clone)]
pub struct NewNewsletter {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
}

/// Makes a newsletter that the instance's account owns.
pub async fn create(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    newsletter: NewNewsletter,
) -> Result<NewsletterInfo, Error> {
    let name = newsletter.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let why = format!("give a name of 1 to {MAX_NAME} characters");
        return Err(Error::invalid(Field::NewsletterName, why));
    }
    let description = newsletter.description.filter(|text| !text.trim().is_empty());
    if description.as_ref().is_some_and(|text| text.chars().count() > MAX_DESCRIPTION) {
        let why = format!("a description has at most {MAX_DESCRIPTION} characters");
        return Err(Error::invalid(Field::GroupDescription, why));
    }
    let reader = Reader::load(app, caller, id, Scope::MessagesSend).await?;
    let wanted = omni_channel::NewNewsletter { name, description };
    Ok(reader.newsletters()?.create(wanted).await?)
}
