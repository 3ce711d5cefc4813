use anyhow::Context as _;
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// A QR in half-block characters, two rows of modules to a line. The modules are drawn in the
/// background's colour on a bright ground, which phones read on dark and on light terminals alike.
pub(crate) fn draw_qr(text: &str) -> anyhow::Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L)
        .context("this text is too long for a QR")?;
    let drawn = code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Dark)
        .light_color(Dense1x2::Light)
        .quiet_zone(true)
        .build();
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use super::draw_qr;

    #[test]
    fn a_qr_is_square() {
        let drawn = draw_qr("2@abc,def,ghi").expect("short");
        let lines: Vec<&str> = drawn.lines().collect();
        let width = lines[0].chars().count();
        assert!(lines.iter().all(|line| line.chars().count() == width));
        assert_eq!(lines.len(), width.div_ceil(2));
    }
}
