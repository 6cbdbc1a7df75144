//! Inline images of iTerm2 (OSC 1337), as PNG.

use crate::domain::docs::Picture;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::ExtendedColorType;
use image::ImageEncoder as _;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use std::ops::Range;

/// Some rows of pixels of an image, to fill so many columns and rows.
pub(super) fn encode(picture: &Picture, pixels: Range<u32>, (columns, rows): (u16, u16)) -> String {
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
    let bytes = picture.rows(pixels.start, pixels.end);
    let height = u32::try_from(pixels.len()).unwrap_or_default();
    if encoder.write_image(bytes, picture.width, height, ExtendedColorType::Rgb8).is_err() {
        return String::new();
    }
    let (size, file) = (png.len(), STANDARD.encode(&png));
    // the shape is kept already, and the cursor is set by whoever writes next
    format!(
        "\x1b]1337;File=inline=1;size={size};width={columns};height={rows};preserveAspectRatio=0;doNotMoveCursor=1:{file}\x07"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::decode;

    #[test]
    fn what_is_sent_is_an_image_of_the_rows_that_are_seen() {
        let rgb = (0..4 * 6).flat_map(|n| [n, n * 2, n * 3]).collect();
        let picture = Picture { width: 4, height: 6, rgb, natural: (4, 6) };
        let sent = encode(&picture, 2..5, (2, 1));
        let (head, file) = sent.strip_suffix('\x07').unwrap().split_once(':').unwrap();
        let file = STANDARD.decode(file).unwrap();
        let size = file.len();
        let want =
            format!("\x1b]1337;File=inline=1;size={size};width=2;height=1;preserveAspectRatio=0;doNotMoveCursor=1");
        assert_eq!(head, want);
        let shown = decode(&file).unwrap();
        assert_eq!((shown.width, shown.height, shown.rgb.as_slice()), (4, 3, picture.rows(2, 5)));
    }
}
