//! QR codes (QRコード): for pages and prints as SVG, for the operator's terminal as text.

use qrcode::render::{svg, unicode};
use qrcode::{EcLevel, QrCode};

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

/// An image for a page; it grows with its box.
pub fn as_svg(text: &str) -> Result<String, TooLong> {
    let image = code(text)?.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    // The declaration of a file has no place inside of a page.
    Ok(image.find("<svg").map_or(image.clone(), |at| image[at..].to_owned()))
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
    fn a_link_becomes_an_image_and_lines() {
        let link = "https://kyoten.example.jp/invitation/0123456789abcdefghjkmnpqrstvwxyz";
        let image = as_svg(link).unwrap();
        assert!(image.starts_with("<svg") && image.trim_end().ends_with("</svg>"), "{image}");
        assert!(!image.contains("style=") && !image.contains("<script"));
        let lines = as_lines(link).unwrap();
        let widths: Vec<usize> = lines.lines().map(|line| line.chars().count()).collect();
        // Version 5 or less: 37 modules and a border of four on each side.
        assert!(widths.iter().all(|width| *width == widths[0] && *width <= 45), "{widths:?}");
        assert!(lines.starts_with('█'), "the border is light:\n{lines}");
    }

    #[test]
    fn a_novel_does_not_fit() {
        assert_eq!(as_svg(&"あ".repeat(2000)), Err(TooLong));
    }
}
