//! Addresses of portals.

/// What helps when an address is not accepted.
pub(super) const ADDRESS_CURE: &str = "write it as https://portal.example, without user, `?` and `#`";

/// The base address of a backend, without a slash at the end.
///
/// # Errors
/// Why it is none. The words never repeat the address, which could hold a password.
pub(super) fn portal_address(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|error| format!("this is no address: {error}"))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err("the address of a portal begins with https:// or http://".into());
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("the host is missing".into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address holds no user and no password".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the address of a portal holds no `?` and no `#`".into());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
