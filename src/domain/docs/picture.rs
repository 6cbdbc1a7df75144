use crate::domain::text::Clean;

/// An image, decoded: four bytes a pixel (red, green, blue, opacity), row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The pixels.
    pub rgba: Vec<u8>,
}

/// An image out of the bytes of its file.
///
/// # Errors
/// Why it cannot be shown.
pub fn decode(_bytes: &[u8]) -> Result<Picture, Clean> {
    Err("images are not shown yet".into())
}
