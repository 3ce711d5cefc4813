//! What makes two requests the same.

use crate::messages::requests::{MediaInput, MediaStyle, SendBody, SendMedia, SendMessage};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use omni_domain::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A hash of all that a request asks for. The bytes of an upload count as they are read.
pub(super) struct Fingerprint {
    facts: Parts,
    upload: Option<Arc<Mutex<Sha256>>>,
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint")
    }
}

impl Fingerprint {
    /// Of a request whose upload, if it has one, is counted from now on; `at` is its time, if it is to be
    /// sent later.
    pub(super) fn of(request: &mut SendMessage, at: Option<Timestamp>) -> Self {
        let mut facts = Parts::default();
        facts.add(&request.instance_id.to_string());
        facts.add(&request.to);
        facts.add_maybe(request.reply_to.as_deref());
        facts.add(&request.mentions.len().to_string());
        for mention in &request.mentions {
            facts.add(mention);
        }
        // What is not asked for is left out, so that requests of before have the same fingerprint.
        if request.mention_all {
            facts.add("mention all");
        }
        if request.no_link_preview {
            facts.add("no link preview");
        }
        if let Some(at) = at {
            facts.add("at");
            facts.add(&at.millis().to_string());
        }
        let upload = match &mut request.body {
            SendBody::Text(text) => {
                facts.add("text");
                facts.add(text);
                None
            }
            SendBody::Link(link) => {
                facts.add("link");
                facts.add(&format!("{link:?}"));
                None
            }
            SendBody::Contacts(cards) => {
                facts.add("contact");
                for card in cards {
                    facts.add(&format!("{card:?}"));
                }
                None
            }
            SendBody::Location(location) => {
                facts.add("location");
                facts.add(&format!("{location:?}"));
                None
            }
            SendBody::Poll(poll) => {
                facts.add("poll");
                facts.add(&format!("{poll:?}"));
                None
            }
            SendBody::Event(event) => {
                facts.add("event");
                facts.add(&format!("{event:?}"));
                None
            }
            SendBody::Album(files) => {
                facts.add("album");
                facts.add(&files.len().to_string());
                // Its files are given by addresses or as text, never as uploads.
                for file in files {
                    of_media(&mut facts, file);
                }
                None
            }
            SendBody::Forward(forward) => {
                facts.add("forward");
                facts.add(&format!("{forward:?}"));
                None
            }
            SendBody::Media(media) => of_media(&mut facts, media),
        };
        Self { facts, upload }
    }

    /// The whole, once the upload is read to its end.
    pub(super) fn finish(mut self) -> String {
        if let Some(upload) = self.upload {
            let digest = upload.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize();
            self.facts.add(&hex::encode(digest));
        }
        hex::encode(self.facts.0.finalize())
    }
}

fn of_media(facts: &mut Parts, media: &mut SendMedia) -> Option<Arc<Mutex<Sha256>>> {
    facts.add(media.kind.as_str());
    facts.add_maybe(media.mime_type.as_deref());
    facts.add_maybe(media.file_name.as_deref());
    facts.add_maybe(media.caption.as_deref());
    facts.add(match media.style {
        MediaStyle::Plain => "file",
        MediaStyle::VoiceNote => "voice note",
        MediaStyle::Gif => "gif",
        MediaStyle::VideoNote => "video note",
    });
    if media.view_once {
        facts.add("view once");
    }
    match &mut media.source {
        MediaInput::Url(text) => {
            facts.add("url");
            facts.add(text);
            None
        }
        MediaInput::Base64(text) => {
            facts.add("base64");
            facts.add(text);
            None
        }
        MediaInput::Stream { bytes, .. } => {
            facts.add("upload");
            let digest = Arc::new(Mutex::new(Sha256::new()));
            let counted = Arc::clone(&digest);
            let unread = std::mem::replace(bytes, stream::empty().boxed());
            *bytes = unread
                .inspect_ok(move |piece| {
                    counted.lock().unwrap_or_else(PoisonError::into_inner).update(piece);
                })
                .boxed();
            Some(digest)
        }
    }
}

/// Texts, each with its length, so that no two lists of them are alike.
#[derive(Default)]
struct Parts(Sha256);

impl Parts {
    fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }

    fn add_maybe(&mut self, text: Option<&str>) {
        self.add(if text.is_some() { "some" } else { "none" });
        self.add(text.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;
    use crate::messages::requests::{MediaInput, MediaStyle, SendBody, SendMedia, SendMessage};
    use bytes::Bytes;
    use futures::{StreamExt as _, stream};
    use omni_domain::Timestamp;
    use omni_domain::content::MediaKind;
    use omni_domain::ids::InstanceId;
    use uuid::Uuid;

    fn upload(pieces: &[&'static str], caption: Option<&str>) -> SendMessage {
        let pieces: Vec<_> =
            pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
        SendMessage {
            instance_id: InstanceId(Uuid::nil()),
            to: "x".to_owned(),
            body: SendBody::Media(SendMedia {
                kind: MediaKind::Document,
                source: MediaInput::Stream { size: None, bytes: stream::iter(pieces).boxed() },
                mime_type: None,
                file_name: None,
                caption: caption.map(str::to_owned),
                style: MediaStyle::Plain,
                view_once: false,
            }),
            reply_to: None,
            mentions: Vec::new(),
            mention_all: false,
            no_link_preview: false,
            idempotency_key: None,
            respond_async: false,
        }
    }

    async fn read(request: SendMessage) -> String {
        read_at(request, None).await
    }

    async fn read_at(mut request: SendMessage, at: Option<Timestamp>) -> String {
        let fingerprint = Fingerprint::of(&mut request, at);
        let SendBody::Media(SendMedia { source: MediaInput::Stream { bytes, .. }, .. }) =
            request.body
        else {
            panic!("an upload");
        };
        bytes.for_each(|_| std::future::ready(())).await;
        fingerprint.finish()
    }

    #[tokio::test]
    async fn all_bytes_of_an_upload_count_however_they_arrive() {
        let one = read(upload(&["hello ", "form"], None)).await;
        assert_eq!(one, read(upload(&["hel", "lo form"], None)).await);
        assert_ne!(one, read(upload(&["hello ", "farm"], None)).await, "of the same size");
        assert_ne!(one, read(upload(&["hello form"], Some(""))).await);
    }

    #[tokio::test]
    async fn a_send_and_the_same_without_a_preview_are_two_requests() {
        let without = || SendMessage { no_link_preview: true, ..upload(&["hello"], None) };
        assert_ne!(read(upload(&["hello"], None)).await, read(without()).await);
        assert_eq!(read(without()).await, read(without()).await);
    }

    #[tokio::test]
    async fn a_send_and_the_same_at_a_time_are_two_requests() {
        let at = |seconds: i64| Some(Timestamp(seconds * 1000));
        let now = read(upload(&["hello"], None)).await;
        let later = read_at(upload(&["hello"], None), at(1)).await;
        assert_ne!(now, later);
        assert_eq!(later, read_at(upload(&["hello"], None), at(1)).await);
        assert_ne!(later, read_at(upload(&["hello"], None), at(2)).await);
    }
}
