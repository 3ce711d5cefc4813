//! What belongs to a message beside its content.

use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

/// What belongs to a message beside its content: mentions, the referral of its sender, and how
/// long it may be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks of a message")]
pub struct MessageContext {
    /// The channel's addresses of those who are mentioned in the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// The advert or post by which the sender found the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Box<Referral>>,
    /// The preview of a link in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_preview: Option<Box<LinkPreview>>,
    /// The group or channel post that was forwarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_from: Option<Box<PostRef>>,
    /// The copy of the quoted message that the reply carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted: Option<Box<QuotedCopy>>,
    /// It was forwarded from another chat.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// The recipient may open it once.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub view_once: bool,
    /// It mentions all members of the group.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mentions_all: bool,
    /// The channel's id of the message that begins the album to which it belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// The network marks it as sent by the account's phone automatically.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
    /// It disappears this many seconds after it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_after_seconds: Option<u32>,
}

impl MessageContext {
    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

text_enum! {
    /// The kind of source of a referral.
    pub enum ReferralSource {
        /// An advert.
        Ad = "ad",
        /// A post.
        Post = "post",
        /// Another source, or the channel does not report it.
        Other = "other",
    }
}

/// The advert or post from which a person started the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Referral {
    /// Its kind.
    pub source: ReferralSource,
    /// The network's id of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// Its headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// Its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Its picture or video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_url: Option<String>,
    /// The id of the click, by which the network attributes conversions to the advert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub click_id: Option<String>,
}

/// A copy of a quoted message, as the sender of the reply included it. It may differ from the
/// message itself, and there may be no such message here: it is older, or a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuotedCopy {
    /// The channel's address of its author, if the reply names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Its content as text.
    pub text: String,
}

/// The preview of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkPreview {
    /// The link.
    pub url: String,
    /// The page's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A small picture of it: a JPEG, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
}

/// A post in a group or channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostRef {
    /// The channel's address of the group or channel.
    pub chat: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_name: Option<String>,
    /// The post's id there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}
