//! What belongs to a message beside its content, as this API shows it.

use omni_domain::content::{QuotedCopy, Referral};
use serde::Serialize;
use utoipa::ToSchema;

/// The copy of a quoted message, as the sender of the reply included it.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuotedView {
    /// The channel's address of its author.
    sender: Option<String>,
    text: String,
}

impl From<QuotedCopy> for QuotedView {
    fn from(quoted: QuotedCopy) -> Self {
        Self { sender: quoted.sender, text: quoted.text }
    }
}

/// The advert or post from which a person started the conversation.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReferralView {
    /// `ad`, `post` or `other`.
    #[schema(example = "ad")]
    source: &'static str,
    /// The network's id of the advert or post.
    source_id: Option<String>,
    source_url: Option<String>,
    headline: Option<String>,
    body: Option<String>,
    /// Its picture or video.
    media_url: Option<String>,
    /// The id of the click (`ctwaClid`), by which the network counts the advert's results.
    click_id: Option<String>,
}

impl From<Referral> for ReferralView {
    fn from(referral: Referral) -> Self {
        Self {
            source: referral.source.as_str(),
            source_id: referral.source_id,
            source_url: referral.source_url,
            headline: referral.headline,
            body: referral.body,
            media_url: referral.media_url,
            click_id: referral.click_id,
        }
    }
}
