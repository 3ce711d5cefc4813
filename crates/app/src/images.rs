//! Pictures converted for channels: profile pictures and stickers. Decoding is bounded, because
//! the bytes are untrusted and a few of them may describe a picture of gigabytes.

use crate::error::{Error, Field};
use bytes::Bytes;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use std::io::Cursor;
use tokio::sync::Semaphore;

/// Largest picture accepted, bytes.
pub(crate) const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// Largest side of a picture that is accepted.
const MAX_SIDE: u32 = 10_000;
/// Memory for one decoded picture.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;
/// Side of a profile picture.
const AVATAR_SIDE: u32 = 640;
/// Side of a sticker.
const STICKER_SIDE: u32 = 512;
const JPEG_QUALITY: u8 = 85;

/// Concurrent conversions: each may need a quarter of a gigabyte.
static PERMITS: Semaphore = Semaphore::const_new(2);

/// A sticker in the form that channels take.
#[derive(Debug, Clone)]
pub(crate) struct Sticker {
    /// WebP, 512 × 512.
    pub(crate) bytes: Bytes,
    /// Plays in a loop.
    pub(crate) animated: bool,
    /// Width and height.
    pub(crate) side: u32,
}

/// A square JPEG from the middle of a PNG, JPEG, GIF or WebP picture.
pub(crate) async fn avatar(field: Field, bytes: Bytes) -> Result<Bytes, Error> {
    with_permit(move || {
        let picture = decode(&field, &bytes)?;
        let side = AVATAR_SIDE.min(picture.width().min(picture.height()).max(1));
        let square = picture.resize_to_fill(side, side, FilterType::Triangle);
        // JPEG has no transparency; white replaces it.
        let mut flat = RgbaImage::from_pixel(side, side, image::Rgba([255; 4]));
        image::imageops::overlay(&mut flat, &square.to_rgba8(), 0, 0);
        let mut jpeg = Cursor::new(Vec::new());
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
        DynamicImage::ImageRgba8(flat)
            .to_rgb8()
            .write_with_encoder(encoder)
            .map_err(Error::internal)?;
        Ok(jpeg.into_inner().into())
    })
    .await
}

/// A WebP of 512 × 512 from a PNG, JPEG, GIF or WebP picture, centred on a transparent background.
/// Of an animated picture the first frame, unless it is a WebP of the right size already: that is
/// kept as it is.
pub(crate) async fn sticker(field: Field, bytes: Bytes) -> Result<Sticker, Error> {
    with_permit(move || {
        if let Some(facts) = webp_facts(&bytes)
            && facts.width == STICKER_SIDE
            && facts.height == STICKER_SIDE
            && (facts.animated || decode(&field, &bytes).is_ok())
        {
            return Ok(Sticker { bytes, animated: facts.animated, side: STICKER_SIDE });
        }
        let picture = decode(&field, &bytes)?;
        let fitted = picture.resize(STICKER_SIDE, STICKER_SIDE, FilterType::Triangle).to_rgba8();
        let mut ground = RgbaImage::new(STICKER_SIDE, STICKER_SIDE);
        let left = i64::from((STICKER_SIDE - fitted.width()) / 2);
        let top = i64::from((STICKER_SIDE - fitted.height()) / 2);
        image::imageops::overlay(&mut ground, &fitted, left, top);
        let mut webp = Cursor::new(Vec::new());
        ground
            .write_with_encoder(image::codecs::webp::WebPEncoder::new_lossless(&mut webp))
            .map_err(Error::internal)?;
        Ok(Sticker { bytes: webp.into_inner().into(), animated: false, side: STICKER_SIDE })
    })
    .await
}

async fn with_permit<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let _permit = PERMITS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn decode(field: &Field, bytes: &[u8]) -> Result<DynamicImage, Error> {
    let refused =
        |why: &str| Error::invalid(field.clone(), format!("{why}; send a PNG, JPEG, GIF or WebP"));
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| refused("not a picture that can be read"))?;
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];
    if !reader.format().is_some_and(|format| known.contains(&format)) {
        return Err(refused("not a picture of a known kind"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    let mut decoder =
        reader.into_decoder().map_err(|_| refused("the picture is damaged or too large"))?;
    // Phones store pictures rotated, with the orientation in the metadata.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder)
        .map_err(|_| refused("the picture is damaged or too large"))?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WebpFacts {
    width: u32,
    height: u32,
    animated: bool,
}

/// Size and kind of a WebP, from its extended header; a plain one is not animated.
fn webp_facts(bytes: &[u8]) -> Option<WebpFacts> {
    let is_webp = bytes.get(..4)? == b"RIFF" && bytes.get(8..12)? == b"WEBP";
    if !is_webp {
        return None;
    }
    if bytes.get(12..16)? == b"VP8X" {
        let flags = *bytes.get(20)?;
        let side = |at: usize| -> Option<u32> {
            let three = bytes.get(at..at + 3)?;
            Some(u32::from_le_bytes([three[0], three[1], three[2], 0]) + 1)
        };
        return Some(WebpFacts { width: side(24)?, height: side(27)?, animated: flags & 2 != 0 });
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::WebP);
    let (width, height) = reader.into_dimensions().ok()?;
    Some(WebpFacts { width, height, animated: false })
}

#[cfg(test)]
mod tests {
    use super::{avatar, sticker, webp_facts};
    use crate::error::Field;
    use bytes::Bytes;
    use image::{DynamicImage, ImageFormat, RgbImage};
    use std::io::Cursor;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Bytes {
        let mut bytes = Cursor::new(Vec::new());
        let plain = RgbImage::from_pixel(width, height, image::Rgb([200, 10, 10]));
        DynamicImage::ImageRgb8(plain).write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner().into()
    }

    #[tokio::test]
    async fn every_kind_of_picture_becomes_a_sticker() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let made =
                sticker(Field::FileBase64, picture(300, 100, format)).await.expect("a sticker");
            let back = image::load_from_memory(&made.bytes).expect("a picture").to_rgba8();
            assert_eq!(back.dimensions(), (512, 512), "{format:?}");
            assert_eq!(back.get_pixel(256, 10).0[3], 0, "the background is transparent");
            assert_eq!(back.get_pixel(256, 256).0[3], 255);
            assert!(!made.animated);
        }
    }

    #[tokio::test]
    async fn a_sticker_that_fits_is_not_touched() {
        let fits = picture(512, 512, ImageFormat::WebP);
        assert_eq!(sticker(Field::FileBase64, fits.clone()).await.expect("a sticker").bytes, fits);
        let mut animated = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\x01\0\xff\x01\0".to_vec();
        animated.extend_from_slice(b"ANIM");
        assert!(webp_facts(&animated).expect("facts").animated);
        let made = sticker(Field::FileBase64, animated.clone().into()).await.expect("a sticker");
        assert_eq!((made.animated, made.bytes), (true, Bytes::from(animated)));
    }

    #[tokio::test]
    async fn a_profile_picture_is_a_square_jpeg() {
        let made = avatar(Field::ProfileImage, picture(900, 700, ImageFormat::Png))
            .await
            .expect("a picture");
        assert!(made.starts_with(&[0xff, 0xd8, 0xff]));
        let back = image::load_from_memory(&made).expect("a picture");
        assert_eq!((back.width(), back.height()), (640, 640));
        let small = avatar(Field::ProfileImage, picture(50, 70, ImageFormat::Png))
            .await
            .expect("a picture");
        let back = image::load_from_memory(&small).expect("a picture");
        assert_eq!((back.width(), back.height()), (50, 50), "nothing is enlarged");
    }

    #[tokio::test]
    async fn what_is_no_picture_is_refused() {
        let mut bomb = picture(1, 1, ImageFormat::Png).to_vec();
        // Width and height of the header: 4,294,967,295 each.
        bomb[16..24].fill(0xff);
        for bytes in [b"hello".to_vec(), Vec::new(), b"RIFF\0\0\0\0WEBP".to_vec(), bomb] {
            let refused = sticker(Field::FileBase64, bytes.into()).await.expect_err("no picture");
            assert_eq!(refused.code(), "VALIDATION_ERROR");
        }
    }
}
