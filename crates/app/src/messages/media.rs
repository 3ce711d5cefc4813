//! A message's file: from the blob store, or fetched from the channel again.

use crate::app::App;
use crate::error::Error;
use crate::instances;
use crate::media;
use omni_channel::MediaStream;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::{InstanceId, MessageId};
use omni_domain::instance::Instance;
use omni_domain::message::Message;

/// A message's file.
#[expect(missing_debug_implementations, reason = "a stream has nothing to show")]
pub struct MediaFile {
    /// MIME type.
    pub mime_type: String,
    /// Its name.
    pub file_name: Option<String>,
    /// Bytes.
    pub size: u64,
    /// `local`, or `channel` when it was fetched just now.
    pub source: &'static str,
    /// The bytes.
    pub bytes: MediaStream,
}

/// A message's file that is not available now.
#[derive(Debug)]
pub struct MissingMedia {
    /// MIME type.
    pub mime_type: String,
    /// Its name.
    pub file_name: Option<String>,
    /// Whether a later request may succeed.
    pub status: MediaStatus,
    /// Why.
    pub why: Error,
}

/// Opens a message's file. Where it is not stored (not yet, or no longer), it is fetched from the
/// channel now, if there is space for it.
pub async fn media(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    message: &str,
) -> Result<MediaFile, Error> {
    media_or_status(app, caller, instance, message).await?.map_err(|missing| missing.why)
}

/// The same, but returns what is known of a file that is not available.
pub async fn media_or_status(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    message: &str,
) -> Result<Result<MediaFile, MissingMedia>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let message = find(app, &instance, message).await?;
    open(app, &message).await
}

/// Opens the file of a message.
pub(super) async fn open(
    app: &App,
    message: &Message,
) -> Result<Result<MediaFile, MissingMedia>, Error> {
    let media = app
        .store
        .media_of_message(message.id)
        .await?
        .into_iter()
        .next()
        .ok_or_else(|| Error::not_found("media of message", message.id))?;
    if let Some(opened) = open_local(app, &media).await? {
        return Ok(Ok(opened));
    }
    let gone = || Error::not_found("media (the network no longer has it) of message", message.id);
    let missing = |status: MediaStatus, why: Error| MissingMedia {
        mime_type: media.mime_type.clone(),
        file_name: media.file_name.clone(),
        status,
        why,
    };
    if media.status == MediaStatus::Expired || media.locator.is_none() {
        return Ok(Err(missing(MediaStatus::Expired, gone())));
    }
    if let Some(why) = media::without_space(app, &media).await? {
        return Ok(Err(missing(MediaStatus::Pending, Error::conflict(why))));
    }
    let fetched = match media::fetch_now(app, &media).await {
        Ok(fetched) => fetched,
        Err(Error::NotFound { .. }) => return Ok(Err(missing(MediaStatus::Expired, gone()))),
        Err(
            why @ (Error::ChannelNotConnected { .. }
            | Error::ChannelUnavailable(_)
            | Error::ChannelTimeout(_)),
        ) => return Ok(Err(missing(MediaStatus::Pending, why))),
        Err(why @ (Error::SendFailed { .. } | Error::Invalid { .. })) => {
            return Ok(Err(missing(MediaStatus::Error, why)));
        }
        Err(other) => return Err(other),
    };
    let mut opened = open_local(app, &fetched)
        .await?
        .ok_or_else(|| Error::not_found("media of message", message.id))?;
    opened.source = "channel";
    Ok(Ok(opened))
}

/// A message of the instance, by its internal id or the channel's.
pub(super) async fn find(
    app: &App,
    instance: &Instance,
    reference: &str,
) -> Result<Message, Error> {
    let found = if let Ok(id) = reference.parse::<MessageId>() {
        app.store.find_message(instance.tenant_id, id).await?
    } else {
        let references = [reference.to_owned()];
        app.store.find_messages_by_external(instance.id, &references).await?.pop()
    };
    found
        .filter(|message| message.instance_id == instance.id)
        .ok_or_else(|| Error::not_found("message", reference))
}

pub(super) async fn open_local(app: &App, media: &Media) -> Result<Option<MediaFile>, Error> {
    let Some(key) = &media.blob_key else { return Ok(None) };
    match app.blobs.read(key).await {
        Ok((size, bytes)) => Ok(Some(MediaFile {
            mime_type: media.mime_type.clone(),
            file_name: media.file_name.clone(),
            size,
            source: "local",
            bytes,
        })),
        Err(omni_blobs::BlobError::NotFound(_)) => Ok(None),
        Err(error) => Err(Error::internal(error)),
    }
}
