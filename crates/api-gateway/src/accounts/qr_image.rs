use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_http::ApiError;
use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, QrCode};

/// Pixels per module: a phone reads it from a screen.
const SCALE: usize = 8;
/// Light modules around it, as the QR standard requires.
const MARGIN: usize = 4;

/// A QR as a black and white PNG.
pub(super) fn png(text: &str) -> Result<Vec<u8>, ApiError> {
    draw(text).map_err(|error| {
        tracing::error!(%error, "a QR could not be rendered");
        ApiError::internal()
    })
}

/// The same in a data URL.
pub(super) fn data_url(text: &str) -> Result<String, ApiError> {
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(png(text)?)))
}

fn draw(text: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let code = QrCode::new(text)?;
    let modules = code.width();
    let side = (modules + 2 * MARGIN) * SCALE;
    let row_bytes = side.div_ceil(8);
    let mut pixels = vec![0xff_u8; row_bytes * side];
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Light {
            continue;
        }
        let (x, y) = (index % modules + MARGIN, index / modules + MARGIN);
        // A module is eight pixels wide: one byte of each of its rows.
        for row in y * SCALE..(y + 1) * SCALE {
            pixels[row * row_bytes + x] = 0;
        }
    }
    let mut png = Vec::new();
    let side = u32::try_from(side)?;
    let mut encoder = Encoder::new(&mut png, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(png)
}

#[cfg(test)]
mod tests {
    use super::data_url;

    #[test]
    fn a_qr_is_a_png() {
        let url = data_url("2@abc/def+ghi=,jkl,mno").expect("a picture");
        assert!(url.starts_with("data:image/png;base64,iVBOR"));
    }
}
