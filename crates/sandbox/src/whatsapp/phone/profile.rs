//! A person's public profile: picture, about text, business name.

use axum::body::Bytes;
use sha2::{Digest as _, Sha256};

use super::Phone;
use crate::whatsapp::account::{Account, BusinessDetails, Picture};
use crate::whatsapp::hub::Hub;
use crate::whatsapp::media::MediaStore;
use crate::whatsapp::node::now_secs;

impl Phone {
    /// Sets the about text.
    pub fn set_about(&self, text: &str) {
        let mut profile = self.account.profile.lock();
        text.clone_into(&mut profile.about);
        profile.about_set = now_secs();
    }

    /// The about text.
    pub fn about(&self) -> String {
        self.account.profile.lock().about.clone()
    }

    /// Sets the picture.
    pub fn set_picture(&self, jpeg: Vec<u8>) {
        set_picture(&self.hub, &self.account, Some(jpeg.into()));
    }

    /// The picture's bytes.
    pub fn picture(&self) -> Option<Vec<u8>> {
        let path = self.account.profile.lock().picture.as_ref().map(|one| one.path.clone())?;
        self.hub.media.get(&path).map(Into::into)
    }

    /// Sets whether others may add the account to groups; if not, they can invite it.
    pub fn set_refuses_adds(&self, refuses: bool) {
        self.account.profile.lock().refuses_adds = refuses;
    }

    /// Makes the account a business with a verified name.
    pub fn set_business(&self, name: &str) {
        self.account.profile.lock().business = Some(name.to_owned());
    }

    /// Sets what the business shows besides its name.
    pub fn set_business_details(&self, details: BusinessDetails) {
        self.account.profile.lock().business_details = details;
    }
}

/// Stores (or removes) an account's picture; returns its id.
pub(crate) fn set_picture(hub: &Hub, account: &Account, picture: Option<Bytes>) -> String {
    let mut profile = account.profile.lock();
    profile.picture = picture.map(|jpeg| stored_picture(&hub.media, jpeg));
    profile.picture.as_ref().map(|picture| picture.id.clone()).unwrap_or_default()
}

/// A picture on the media server.
pub(crate) fn stored_picture(media: &MediaStore, jpeg: Bytes) -> Picture {
    let hash: [u8; 32] = Sha256::digest(&jpeg).into();
    let id = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).to_string();
    Picture { id, path: media.put("pps", &hash, jpeg) }
}
