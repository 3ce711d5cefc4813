use serde::Serialize;
use utoipa::ToSchema;

/// The beginning of an album, whose files follow in messages of their own: how many there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlbumView {
    images: u32,
    videos: u32,
}

impl AlbumView {
    pub(super) const fn new(images: u32, videos: u32) -> Self {
        Self { images, videos }
    }
}
