use super::picture::{read, refused};
use super::{Reader, check_description, check_name};
use crate::app::App;
use crate::error::{Error, Field};
use bytes::Bytes;
use omni_channel::{NewsletterChange, NewsletterInfo, Picture};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Changes of a newsletter; at least one.
#[derive(Debug, Clone, Default)]
pub struct NewsletterPatch {
    /// Another name.
    pub name: Option<String>,
    /// Another description; an empty one removes it.
    pub description: Option<String>,
    /// Another picture: a URL, or base64; an empty one removes it.
    pub picture: Option<String>,
}

/// Changes a newsletter that the instance's account runs.
pub async fn change(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    newsletter: &str,
    patch: NewsletterPatch,
) -> Result<NewsletterInfo, Error> {
    if patch.name.is_none() && patch.description.is_none() && patch.picture.is_none() {
        let why = "give a name, a description or a picture";
        return Err(Error::invalid(Field::NewsletterName, why));
    }
    let name = patch.name.as_deref().map(check_name).transpose()?;
    let description = patch.description.map(|text| text.trim().to_owned());
    description.as_deref().map_or(Ok(()), check_description)?;
    let reader = Reader::load(app, caller, id, Scope::MessagesSend).await?;
    let newsletter = reader.newsletter(app, newsletter).await?;
    let picture = match patch.picture.as_deref().map(str::trim) {
        None => None,
        Some("") => Some(Picture(Bytes::new())),
        Some(text) => Some(read(app, text).await?),
    };
    let has_picture = picture.as_ref().is_some_and(|picture| !picture.0.is_empty());
    let change = NewsletterChange { name, description, picture };
    let changed = reader.newsletters()?.change(&newsletter, change).await;
    changed.map_err(|error| refused(error, has_picture))
}
