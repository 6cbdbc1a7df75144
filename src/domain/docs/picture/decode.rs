use super::Picture;
use crate::domain::text::Clean;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbaImage};
use std::io::Cursor;

/// The heaviest file, in bytes, that is decoded.
const HEAVIEST: usize = 10 << 20;
/// The most pixels that a file may have.
const MOST_PIXELS: u64 = 40_000_000;
/// What the pixels of a file may take of memory, in bytes: the most pixels of four bytes.
const MOST_MEMORY: u64 = MOST_PIXELS * 4;

/// Whoever has no ground of their own stands before one that they differ from.
const PAPER: [u8; 3] = [255, 255, 255];
const NIGHT: [u8; 3] = [24, 24, 27];

/// An image from the bytes of its file: PNG, JPEG, GIF (its first frame) or WebP. What is very large is
/// held smaller ([`Picture::MOST`]).
///
/// # Errors
/// Why it is not shown, in words that go after "the image is not shown: ".
pub fn decode(bytes: &[u8]) -> Result<Picture, Clean> {
    if bytes.len() > HEAVIEST {
        return Err("its file is larger than 10 MB".into());
    }
    let format = format_of(bytes)?;
    // what its head says is judged before anything is made of its size
    let size = reader(bytes, format).into_dimensions().map_err(|_| broken())?;
    if u64::from(size.0) * u64::from(size.1) > MOST_PIXELS {
        return Err(Clean::line(&format!("it has {} x {} pixels, more than 40 million", size.0, size.1)));
    }
    let (image, orientation) = decoded(bytes, format)?;
    let mut small = smaller(image);
    small.apply_orientation(orientation);
    let natural = if is_turned(orientation) { (size.1, size.0) } else { size };
    let rgba = small.into_rgba8();
    let (width, height) = rgba.dimensions();
    Ok(Picture { width, height, rgb: on_ground(&rgba), natural })
}

fn broken() -> Clean {
    "its file is broken, or not whole".into()
}

fn format_of(bytes: &[u8]) -> Result<ImageFormat, Clean> {
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];
    let guessed = image::guess_format(bytes).ok().filter(|format| known.contains(format));
    guessed
        .ok_or_else(|| if is_svg(bytes) { "it is a drawing (SVG)".into() } else { "it is of an unknown kind".into() })
}

fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(1_024)).unwrap_or_default();
    head.windows(4).any(|four| four.eq_ignore_ascii_case(b"<svg"))
}

fn reader(bytes: &[u8], format: ImageFormat) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    reader
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Orientation), Clean> {
    let mut decoder = reader(bytes, format).into_decoder().map_err(|_| broken())?;
    // the limits of the reader are about what it takes besides
    if decoder.total_bytes() > MOST_MEMORY {
        return Err("its pixels take more than 160 MB".into());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    DynamicImage::from_decoder(decoder).map(|image| (image, orientation)).map_err(|_| broken())
}

fn smaller(image: DynamicImage) -> DynamicImage {
    let pixels = f64::from(image.width()) * f64::from(image.height());
    let fits = (f64::from(Picture::MOST) / pixels).sqrt();
    if fits >= 1.0 {
        return image;
    }
    image.thumbnail_exact(shrunk(image.width(), fits), shrunk(image.height(), fits))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is less than it was")]
fn shrunk(length: u32, by: f64) -> u32 {
    ((f64::from(length) * by) as u32).max(1)
}

/// Whether up is at a side, as cameras note it.
fn is_turned(orientation: Orientation) -> bool {
    use Orientation as O;
    matches!(orientation, O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH)
}

/// Lays an image on a ground where it has none: dark lines on paper, light ones on night, whatever the
/// terminal's own colour is.
fn on_ground(rgba: &RgbaImage) -> Vec<u8> {
    let ground = ground_of(rgba);
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    for pixel in rgba.pixels() {
        let [red, green, blue, opacity] = pixel.0;
        let parts = [red, green, blue].into_iter().zip(ground);
        rgb.extend(parts.map(|(own, ground)| blend(own, ground, opacity)));
    }
    rgb
}

fn blend(own: u8, ground: u8, opacity: u8) -> u8 {
    let opacity = u32::from(opacity);
    let sum = u32::from(own) * opacity + u32::from(ground) * (255 - opacity);
    u8::try_from(sum / 255).unwrap_or(u8::MAX)
}

/// Night for what is light all over; whatever has something dark in it was drawn for paper.
fn ground_of(rgba: &RgbaImage) -> [u8; 3] {
    let (mut light, mut dark, mut seen) = (0, 0, 0);
    for pixel in rgba.pixels() {
        let [red, green, blue, opacity] = pixel.0.map(u64::from);
        let shine = (red * 54 + green * 183 + blue * 19) / 256;
        light += shine * opacity;
        dark += if shine < 100 { opacity } else { 0 };
        seen += opacity;
    }
    let is_light = seen > 0 && light / seen > 160 && dark * 100 < seen;
    if is_light { NIGHT } else { PAPER }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn plain(width: u32, height: u32, colour: [u8; 4]) -> DynamicImage {
        RgbaImage::from_pixel(width, height, image::Rgba(colour)).into()
    }

    #[test]
    fn the_kinds_that_docs_have_are_decoded() {
        for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Jpeg] {
            let image = plain(40, 30, [200, 30, 30, 255]).to_rgb8().into();
            let picture = decode(&encoded(&image, format)).unwrap();
            assert_eq!((picture.width, picture.height, picture.natural), (40, 30, (40, 30)), "{format:?}");
            let red = picture.rgb.first().unwrap();
            assert!(picture.rgb.len() == 3_600 && (195..=205).contains(red), "{format:?}: {red}");
        }
    }

    #[test]
    fn dark_lines_lie_on_paper_and_light_ones_on_night() {
        let first = |colour| decode(&encoded(&plain(2, 1, colour), ImageFormat::Png)).unwrap().rgb[..3].to_vec();
        assert_eq!(first([0, 0, 0, 0]), PAPER);
        assert_eq!(first([255, 255, 255, 1]), [24, 24, 27]);
        assert_eq!(first([0, 0, 0, 128]), [127, 127, 127]);
        assert_eq!(first([10, 20, 30, 255]), [10, 20, 30]);
        // light boxes with dark letters were drawn for paper
        let mut boxes = RgbaImage::from_pixel(20, 20, image::Rgba([200, 220, 255, 255]));
        (0..20).for_each(|x| boxes.put_pixel(x, 3, image::Rgba([9, 9, 9, 255])));
        boxes.put_pixel(0, 0, image::Rgba([0, 0, 0, 0]));
        assert_eq!(decode(&encoded(&boxes.into(), ImageFormat::Png)).unwrap().rgb[..3], PAPER);
    }

    #[test]
    fn what_is_very_large_is_held_smaller_in_its_shape() {
        let picture = decode(&encoded(&plain(3_000, 1_500, [1, 2, 3, 255]), ImageFormat::Png)).unwrap();
        assert_eq!(picture.natural, (3_000, 1_500));
        assert!(picture.width * picture.height <= Picture::MOST && picture.width.abs_diff(picture.height * 2) <= 2);
        assert_eq!(picture.rgb.len(), (picture.width * picture.height * 3) as usize);
    }

    /// The bytes of a PNG that says it has so many pixels, and has none.
    fn bomb(width: u32, height: u32, depth: u8) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([depth, 6, 0, 0, 0]);
        let mut sum = flate2::Crc::new();
        sum.update(&bytes[12..]);
        bytes.extend(sum.sum().to_be_bytes());
        bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        bytes
    }

    #[test]
    fn what_says_that_it_is_giant_is_refused_before_anything_is_made_of_it() {
        let why = decode(&bomb(50_000, 50_000, 8)).unwrap_err();
        assert_eq!(why.as_str(), "it has 50000 x 50000 pixels, more than 40 million");
        assert_eq!(decode(&bomb(4_000_000, 10, 8)).unwrap_err(), broken());
        let why = decode(&bomb(6_300, 6_300, 16)).unwrap_err();
        assert_eq!(why.as_str(), "its pixels take more than 160 MB");
        let mut gif = b"GIF89a".to_vec();
        gif.extend([255; 7]);
        assert!(decode(&gif).is_err());
        assert!(decode(&vec![0; HEAVIEST + 1]).unwrap_err().as_str().contains("10 MB"));
    }

    #[test]
    fn what_is_cut_off_turned_over_or_no_image_is_refused_in_words() {
        for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Jpeg] {
            let whole = encoded(&plain(64, 64, [9, 99, 199, 255]).to_rgb8().into(), format);
            for cut in (0..whole.len()).step_by(1 + whole.len() / 60) {
                let _ = decode(&whole[..cut]);
                let mut wrong = whole.clone();
                wrong[cut] ^= 0x5a;
                let _ = decode(&wrong);
            }
            assert!(decode(&whole[..whole.len() / 3]).is_err(), "{format:?}");
        }
        assert_eq!(decode(b"<?xml version='1.0'?><SVG/>").unwrap_err().as_str(), "it is a drawing (SVG)");
        assert_eq!(decode(b"").unwrap_err().as_str(), "it is of an unknown kind");
        assert_eq!(decode(b"BM nothing that is known").unwrap_err().as_str(), "it is of an unknown kind");
    }
}
