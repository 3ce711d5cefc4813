//! Profiles of accounts, as their network shows them, and the instance's own profile.

mod cached;
mod person;
mod picture;
mod set_own;
mod validate;

pub use person::{PersonView, person};
pub use picture::{PictureView, picture};
pub use set_own::{DiscordActivity, OwnProfile, OwnProfileChange, set_own, set_own_picture};
pub use validate::{Validated, validate_recipient};

use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::{reach, sendable};
use omni_channel::{Recipient, Session};
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ConnectionState, Instance};
use std::sync::Arc;

/// The session that can be requested now.
async fn session(app: &App, id: InstanceId) -> Result<Arc<dyn Session>, Error> {
    let live = sendable(app, id).await?;
    let is_connected = live.status().state == ConnectionState::Connected;
    let ready = reach(app, &live).filter(|_| is_connected);
    ready.ok_or_else(|| Error::ChannelNotConnected { state: live.status().state.to_string() })
}

/// The address that a path names.
fn address(app: &App, instance: &Instance, text: &str) -> Result<Recipient, Error> {
    app.channel(instance.channel)?.parse_recipient(text.trim()).map_err(|error| {
        match error.into() {
            Error::Invalid { message, .. } => Error::invalid(Field::ProfileAccount, message),
            other => other,
        }
    })
}
