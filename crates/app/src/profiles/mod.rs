//! Profiles of accounts, as their network shows them, and the instance's own profile.

mod addresses;
mod business;
mod cached;
mod person;
mod picture;
mod picture_file;
mod presence;
mod set_own;
mod validate;

pub use addresses::addresses;
pub use business::{CatalogueQuery, business, catalogue};
pub use omni_channel::{BusinessProfile, CataloguePage, OpeningHours, Product};
pub use person::{PersonView, person};
pub use picture::{PictureView, picture};
pub use picture_file::{PictureFile, picture_file};
pub use presence::{SeenPresence, presence};
pub use set_own::{
    DiscordActivity, OwnProfile, OwnProfileChange, remove_own_picture, set_own, set_own_picture,
};
pub use validate::{Validated, validate_recipient};

use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::connected as session;
use omni_channel::Recipient;
use omni_domain::instance::Instance;

/// The address that a path names.
fn address(app: &App, instance: &Instance, text: &str) -> Result<Recipient, Error> {
    app.channel(instance.channel)?.parse_recipient(text.trim()).map_err(|error| {
        match error.into() {
            Error::Invalid { message, .. } => Error::invalid(Field::ProfileAccount, message),
            other => other,
        }
    })
}
