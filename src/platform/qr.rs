//! QR codes (QRコード, ISO/IEC 18004): for pages and prints as SVG, for the operator's terminal as text.

use std::fmt::Write as _;

use qrcode::render::unicode;
use qrcode::{Color, EcLevel, QrCode};

/// White around the code, in modules, as the standard asks.
const MARGIN: usize = 4;

/// More than fits into the largest code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too long for a QR code")]
pub struct TooLong;

/// Smaller codes are read from farther away and off crumpled paper; where that does not fit, the least correction.
fn code(text: &str) -> Result<QrCode, TooLong> {
    QrCode::with_error_correction_level(text, EcLevel::M)
        .or_else(|_| QrCode::with_error_correction_level(text, EcLevel::L))
        .map_err(|_| TooLong)
}

/// An image for a page; it grows with its box. `label` is read to those who do not see it.
pub fn as_svg(text: &str, label: &str) -> Result<String, TooLong> {
    let code = code(text)?;
    let width = code.width();
    let mut path = String::new();
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        // Writing to a text cannot fail.
        let _ = write!(path, "M{} {}h1v1h-1z", at % width + MARGIN, at / width + MARGIN);
    }
    let side = width + 2 * MARGIN;
    Ok(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{}\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>",
        label.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
    ))
}

/// Lines for a dark terminal: what is printed is light, as paper is.
pub fn as_lines(text: &str) -> Result<String, TooLong> {
    let [dark, light] = [unicode::Dense1x2::Light, unicode::Dense1x2::Dark];
    Ok(code(text)?.render::<unicode::Dense1x2>().dark_color(dark).light_color(light).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_becomes_lines() {
        let link = "https://kyoten.example.jp/invitation/0123456789abcdefghjkmnpqrstvwxyz";
        let lines = as_lines(link).unwrap();
        let widths: Vec<usize> = lines.lines().map(|line| line.chars().count()).collect();
        // Version 5 or less: 37 modules and a border of four on each side.
        assert!(widths.iter().all(|width| *width == widths[0] && *width <= 45), "{widths:?}");
        assert!(lines.starts_with('█'), "the border is light:\n{lines}");
    }

    #[test]
    fn an_address_becomes_black_squares_with_white_around_them() {
        let svg = as_svg("https://kyoten.example.jp/i/abc", "\"<QR>").unwrap();
        // Version 3 (29 modules) holds it at level M; the first square of the finder pattern stands inside the margin.
        assert!(svg.contains("viewBox=\"0 0 37 37\"") && svg.contains("d=\"M4 4h1v1h-1zM5 4h1"), "{svg}");
        assert!(svg.contains("aria-label=\"&quot;&lt;QR>\""));
        assert!(!svg.contains("style=") && !svg.contains("<script"));
    }

    #[test]
    fn a_novel_does_not_fit() {
        assert_eq!(as_svg(&"あ".repeat(2000), ""), Err(TooLong));
    }
}
