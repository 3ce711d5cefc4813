//! How a file is found on its channel. A locator holds the file's decryption key: it is sealed like
//! any other secret.

use crate::app::App;
use crate::secrets::Purpose;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use omni_channel::{ChannelError, MediaLocator};
use omni_domain::conversation::Media;
use omni_domain::ids::MediaId;

fn purpose(id: MediaId) -> Purpose {
    Purpose::kept(format!("media/{id}"))
}

/// The locator as it is stored.
pub(crate) fn seal(app: &App, id: MediaId, locator: &[u8]) -> Vec<u8> {
    app.sealer.seal(&purpose(id), &STANDARD_NO_PAD.encode(locator)).into_bytes()
}

/// The locator of a stored file.
pub(super) fn open(app: &App, media: &Media) -> Result<MediaLocator, ChannelError> {
    let sealed = media.locator.as_deref().ok_or(ChannelError::MediaGone)?;
    let opened = std::str::from_utf8(sealed)
        .ok()
        .and_then(|sealed| app.sealer.open(&purpose(media.id), sealed).ok())
        .and_then(|text| STANDARD_NO_PAD.decode(text).ok());
    // Not a lost file but a lost key: a retry cannot help, an operator can.
    opened.map(MediaLocator).ok_or_else(|| {
        ChannelError::Configuration(
            "the file's key cannot be opened with this server's secret key".to_owned(),
        )
    })
}
