//! Addresses of portals.

use crate::domain::model::WebAddress;

/// What helps when an address is not accepted.
pub(super) const ADDRESS_CURE: &str = "write it as https://portal.example, without user, `?` and `#`";

/// The base address of a backend, without a slash at the end.
///
/// # Errors
/// Why it is none. The words never repeat the address, which could hold a password.
pub fn portal_address(text: &str) -> Result<String, String> {
    let address = WebAddress::parse(text).map_err(|why| why.to_string())?;
    if address.has_query_or_fragment() {
        return Err("the address of a portal holds no `?` and no `#`".into());
    }
    Ok(address.as_str().trim_end_matches('/').to_owned())
}
