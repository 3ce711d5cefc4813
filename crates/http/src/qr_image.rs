use crate::ApiError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, QrCode};

/// Pixels per module: a phone reads it from a screen, and a terminal's image viewer shows it.
const SCALE: usize = 8;
/// Light modules around it, as the QR standard requires.
const MARGIN: usize = 4;

/// Renders a QR as a black and white PNG.
pub fn qr_png(text: &str) -> Result<Vec<u8>, ApiError> {
    draw(text).map_err(|error| {
        tracing::error!(%error, "a QR could not be rendered");
        ApiError::internal()
    })
}

/// The same in a data URL.
pub fn qr_data_url(text: &str) -> Result<String, ApiError> {
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(qr_png(text)?)))
}

fn draw(text: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let code = QrCode::new(text)?;
    let modules = code.width();
    let side = (modules + 2 * MARGIN) * SCALE;
    let row_bytes = side.div_ceil(8);
    let mut pixels = vec![0xff_u8; row_bytes * side];
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (index % modules + MARGIN, index / modules + MARGIN);
            for row in y * SCALE..(y + 1) * SCALE {
                for column in x * SCALE..(x + 1) * SCALE {
                    pixels[row * row_bytes + column / 8] &= !(0x80 >> (column % 8));
                }
            }
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
    use super::{MARGIN, SCALE, qr_data_url, qr_png};
    use qrcode::{Color, QrCode};

    #[test]
    fn the_picture_shows_every_module_of_the_code() {
        let text = "2@abc/def+ghi=,jkl,mno";
        let png = qr_png(text).expect("a picture");
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("bounded")];
        let frame = reader.next_frame(&mut pixels).expect("a frame");
        let code = QrCode::new(text).expect("a code");
        for y in 0..code.width() {
            for x in 0..code.width() {
                let (column, row) = ((x + MARGIN) * SCALE, (y + MARGIN) * SCALE);
                let dark = pixels[row * frame.line_size + column / 8] & (0x80 >> (column % 8)) == 0;
                assert_eq!(dark, code[(x, y)] == Color::Dark);
            }
        }
        assert!(qr_data_url(text).expect("a URL").starts_with("data:image/png;base64,iVBOR"));
    }
}
