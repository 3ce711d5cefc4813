//! Pictures converted for channels: profile pictures, stickers and thumbnails. Decoding is bounded, because
//! the bytes are untrusted and a few of them may describe a picture of gigabytes.

use crate::error::{Error, Field};
use bytes::Bytes;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use std::io::Cursor;
use tokio::sync::Semaphore;

/// Largest picture accepted, bytes.
pub(crate) const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// Largest side of a picture that is accepted.
const MAX_SIDE: u32 = 10_000;
/// Memory for converting one picture: what its decoder keeps, the decoded picture, and what the
/// resizing keeps in between.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;
/// Bytes of a pixel while a picture is resized: four 32-bit numbers.
const RESIZED_PIXEL: u64 = 16;
/// Side of a profile picture.
const AVATAR_SIDE: u32 = 640;
/// Side of a sticker.
pub(crate) const STICKER_SIDE: u32 = 512;
const JPEG_QUALITY: u8 = 85;
/// Longer side of a thumbnail. It is stored with its message, so it takes a few kilobytes.
const THUMBNAIL_SIDE: u32 = 192;
const THUMBNAIL_QUALITY: u8 = 70;

/// One picture is converted at a time: it may need a quarter of a gigabyte.
static PERMIT: Semaphore = Semaphore::const_new(1);

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
        let Decoded { picture, orientation } = decode(&field, &bytes, AVATAR_SIDE)?;
        let side = AVATAR_SIDE.min(picture.width().min(picture.height()).max(1));
        let mut square = picture.resize_to_fill(side, side, FilterType::Triangle);
        drop(picture);
        square.apply_orientation(orientation);
        jpeg(&square, JPEG_QUALITY)
    })
    .await
}

/// A small JPEG of a whole PNG, JPEG, GIF or WebP picture.
pub(crate) async fn thumbnail(field: Field, bytes: Bytes) -> Result<Bytes, Error> {
    with_permit(move || {
        let Decoded { picture, orientation } = decode(&field, &bytes, THUMBNAIL_SIDE)?;
        let mut small = picture.resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, FilterType::Triangle);
        drop(picture);
        small.apply_orientation(orientation);
        jpeg(&small, THUMBNAIL_QUALITY)
    })
    .await
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Bytes, Error> {
    // JPEG has no transparency; white replaces it.
    let white = image::Rgba([255; 4]);
    let mut flat = RgbaImage::from_pixel(picture.width(), picture.height(), white);
    image::imageops::overlay(&mut flat, &picture.to_rgba8(), 0, 0);
    let mut jpeg = Cursor::new(Vec::new());
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, quality);
    DynamicImage::ImageRgba8(flat)
        .to_rgb8()
        .write_with_encoder(encoder)
        .map_err(Error::internal)?;
    Ok(jpeg.into_inner().into())
}

/// A WebP of 512 × 512 from a PNG, JPEG, GIF or WebP picture, centred on a transparent background.
/// Of an animated picture the first frame, unless it is a WebP of the right size already: that is
/// kept as it is (`stickers.rs` converts the others).
pub(crate) async fn sticker(field: Field, bytes: Bytes) -> Result<Sticker, Error> {
    with_permit(move || {
        if let Some(animated) = fitting_sticker(&bytes)
            && (animated || decode(&field, &bytes, STICKER_SIDE).is_ok())
        {
            return Ok(Sticker { bytes, animated, side: STICKER_SIDE });
        }
        let Decoded { picture, orientation } = decode(&field, &bytes, STICKER_SIDE)?;
        let mut fitted = picture.resize(STICKER_SIDE, STICKER_SIDE, FilterType::Triangle);
        drop(picture);
        fitted.apply_orientation(orientation);
        let fitted = fitted.to_rgba8();
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

/// Whether a WebP that has a sticker's size is animated; `None` for anything else.
pub(crate) fn fitting_sticker(bytes: &[u8]) -> Option<bool> {
    let facts = webp_facts(bytes)?;
    (facts.width == STICKER_SIDE && facts.height == STICKER_SIDE).then_some(facts.animated)
}

/// Runs it outside the runtime, one at a time.
async fn with_permit<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let permit = PERMIT.acquire().await.map_err(Error::internal)?;
    // If the caller stops waiting, the work goes on, and its memory stays in use.
    let work = move || {
        let _permit = permit;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// A picture as it is stored, and how it is to be turned: phones store pictures lying down and say
/// so beside them. It is turned once it is small: a turned copy takes as much memory again.
#[derive(Debug)]
struct Decoded {
    picture: DynamicImage,
    orientation: Orientation,
}

/// Decodes a picture that is to be resized to this side at most.
fn decode(field: &Field, bytes: &[u8], side: u32) -> Result<Decoded, Error> {
    let refused =
        |why: &str| Error::invalid(field.clone(), format!("{why}; send a PNG, JPEG, GIF or WebP"));
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| refused("not a picture that can be read"))?;
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];
    let Some(format) = reader.format().filter(|format| known.contains(format)) else {
        return Err(refused("not a picture of a known kind"));
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    let mut decoder =
        reader.into_decoder().map_err(|_| refused("the picture is damaged or too large"))?;
    if memory(&decoder, format, bytes, side) > MAX_ALLOC {
        return Err(refused("the picture has too many pixels to be converted, or is damaged"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder)
        .map_err(|_| refused("the picture is damaged or too large"))?;
    Ok(Decoded { picture, orientation })
}

/// Memory for decoding a picture and resizing it to this side at most, bytes.
fn memory(decoder: &impl ImageDecoder, format: ImageFormat, bytes: &[u8], side: u32) -> u64 {
    let decoded = decoder.total_bytes();
    let copies = match format {
        // Its coefficients are kept until the last of them is read: two bytes each.
        ImageFormat::Jpeg if is_progressive(bytes) => 3,
        // A canvas of their own.
        ImageFormat::Gif | ImageFormat::WebP => 2,
        _ => 1,
    };
    let (width, height) = decoder.dimensions();
    let resized = u64::from(width.max(height)) * u64::from(side) * RESIZED_PIXEL;
    decoded.saturating_mul(copies).saturating_add(resized)
}

/// Whether a JPEG comes in scans of the whole picture: its frame header declares it.
fn is_progressive(jpeg: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = jpeg.get(at..at + 4) {
        match marker {
            0xc2 | 0xc6 | 0xca | 0xce => return true,
            // Another frame header, or the first scan.
            0xc0 | 0xc1 | 0xc3 | 0xc5 | 0xc7 | 0xc9 | 0xcb | 0xcd | 0xcf | 0xda => return false,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
    // What cannot be followed is counted as the larger.
    true
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
    use super::{MAX_ALLOC, avatar, decode, is_progressive, memory, sticker, webp_facts};
    use crate::error::Field;
    use bytes::Bytes;
    use image::codecs::png::PngDecoder;
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
    async fn a_thumbnail_is_a_small_jpeg_of_the_whole_picture() {
        let mut png = Cursor::new(Vec::new());
        let wide = image::RgbaImage::from_pixel(800, 200, image::Rgba([10, 20, 30, 255]));
        wide.write_to(&mut png, image::ImageFormat::Png).expect("a PNG");
        let small = super::thumbnail(Field::FileUrl, png.into_inner().into()).await;
        let small = small.expect("a thumbnail");
        let read = image::load_from_memory_with_format(&small, image::ImageFormat::Jpeg);
        let read = read.expect("a JPEG");
        assert_eq!((read.width(), read.height()), (192, 48));
        assert!(small.len() < 8_192, "{} bytes", small.len());
        let none = super::thumbnail(Field::FileUrl, Bytes::from_static(b"GIF89a")).await;
        assert!(none.is_err(), "no picture");
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

    /// A JPEG that states beside its pixels how it is to be turned.
    fn turned(width: u32, height: u32, orientation: u8) -> Bytes {
        let plain = picture(width, height, ImageFormat::Jpeg);
        let mut exif =
            b"\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
        [&plain[..2], &exif, &plain[2..]].concat().into()
    }

    #[tokio::test]
    async fn a_picture_that_lies_down_is_turned() {
        let lying = turned(300, 100, 6);
        let decoded = decode(&Field::FileBase64, &lying, 512).expect("a picture");
        assert_eq!(decoded.orientation, image::metadata::Orientation::Rotate90);
        let made = sticker(Field::FileBase64, lying).await.expect("a sticker");
        let back = image::load_from_memory(&made.bytes).expect("a picture").to_rgba8();
        assert_eq!(back.get_pixel(256, 10).0[3], 255, "it stands");
        assert_eq!(back.get_pixel(10, 256).0[3], 0);
    }

    #[test]
    fn a_small_file_cannot_take_more_memory_than_one_picture_may() {
        // 8,100 × 8,100 in 255 kB: a header is enough to be refused.
        let mut large = picture(1, 1, ImageFormat::Png).to_vec();
        large[16..20].copy_from_slice(&8_100_u32.to_be_bytes());
        large[20..24].copy_from_slice(&8_100_u32.to_be_bytes());
        let checksum = crc32(&large[12..29]);
        large[29..33].copy_from_slice(&checksum.to_be_bytes());
        let decoder = PngDecoder::new(Cursor::new(&large)).expect("a header");
        assert!(memory(&decoder, ImageFormat::Png, &large, 640) > MAX_ALLOC);
        let refused = decode(&Field::ProfileImage, &large, 640).expect_err("too large");
        assert!(refused.to_string().contains("too many pixels"), "{refused}");
    }

    /// The checksum of a chunk of a PNG.
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }
            })
        })
    }

    #[test]
    fn a_progressive_jpeg_is_known_by_its_header() {
        let plain = picture(30, 10, ImageFormat::Jpeg);
        assert!(!is_progressive(&plain));
        let mut progressive = plain.to_vec();
        let frame = progressive.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame");
        progressive[frame + 1] = 0xc2;
        assert!(is_progressive(&progressive));
        assert!(is_progressive(b"\xff\xd8"), "what cannot be followed counts as the larger");
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
