use super::Style;
use anyhow::Context as _;
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// A QR in half-block characters, two rows of modules to a line.
///
/// Many phones only read dark modules on a bright background, so the colours are set if possible.
/// Otherwise the background is drawn and the modules are omitted, which is correct on a dark
/// terminal, as most are.
pub(crate) fn draw_qr(text: &str, style: Style) -> anyhow::Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L)
        .context("this text is too long for a QR")?;
    let mut drawn = code.render::<Dense1x2>();
    if !style.has_colour() {
        return Ok(drawn.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build());
    }
    let lines = drawn.dark_color(Dense1x2::Dark).light_color(Dense1x2::Light).build();
    let lines: Vec<String> =
        lines.lines().map(|line| format!("\u{1b}[30;107m{line}\u{1b}[0m")).collect();
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::draw_qr;
    use crate::terminal::Style;

    #[test]
    fn a_qr_is_square_on_a_bright_background() {
        let drawn = draw_qr("2@abc,def,ghi", Style::plain()).expect("short");
        let lines: Vec<&str> = drawn.lines().collect();
        let width = lines[0].chars().count();
        assert!(lines.iter().all(|line| line.chars().count() == width));
        assert_eq!(lines.len(), width.div_ceil(2));
        assert!(lines[0].chars().all(|c| c == '█'), "the quiet zone");
    }
}
