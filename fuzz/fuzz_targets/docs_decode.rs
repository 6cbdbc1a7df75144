//! Images from the bytes of their files: they are decoded within limits, or it is said why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::docs::{Picture, decode};

/// What files of the kinds begin with.
const HEADS: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"RIFF\x00\x01\x00\x00WEBP"];

fuzz_target!(|bytes: &[u8]| {
    let made = HEADS.iter().map(|head| [head, bytes].concat());
    for file in std::iter::once(bytes.to_vec()).chain(made) {
        if let Ok(picture) = decode(&file) {
            assert!(picture.width.saturating_mul(picture.height) <= Picture::MOST);
            assert_eq!(picture.rgb.len(), picture.width as usize * picture.height as usize * 3);
        }
    }
});
