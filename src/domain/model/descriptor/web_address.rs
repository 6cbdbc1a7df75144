//! Which texts are URLs, after the URL Standard of the WHATWG.

use crate::domain::text::percent_decoded_in_spite;

/// True for a text that the URL parser accepts without a base.
pub(super) fn is_web_address(text: &str) -> bool {
    let text: String =
        text.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    if !starts || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) {
        return false;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" | "ws" | "wss" | "ftp" => {
            is_authority(rest.trim_start_matches(['/', '\\']), &['/', '\\', '?', '#'], true)
        }
        "file" => is_file(rest),
        _ => match rest.strip_prefix("//") {
            Some(rest) => is_authority(rest, &['/', '?', '#'], false),
            None => true,
        },
    }
}

fn is_file(rest: &str) -> bool {
    let mut slashes = rest.chars();
    let two = matches!(slashes.next(), Some('/' | '\\')) && matches!(slashes.next(), Some('/' | '\\'));
    if !two {
        return true;
    }
    let host = slashes.as_str().split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let drive = matches!(host.as_bytes(), [letter, b':' | b'|'] if letter.is_ascii_alphabetic());
    host.is_empty() || drive || is_domain(host)
}

/// `user@host:port`, up to one of `ends`.
fn is_authority(rest: &str, ends: &[char], special: bool) -> bool {
    let authority = rest.split(ends).next().unwrap_or_default();
    let (user, host_port) = match authority.rsplit_once('@') {
        Some((_, host_port)) => (true, host_port),
        None => (false, authority),
    };
    let (host, port) = split_port(host_port);
    if !is_port(port) {
        return false;
    }
    match (host.is_empty(), special) {
        (true, true) => false,
        (true, false) => !user && port.is_none(),
        (false, true) => is_domain(host),
        (false, false) => is_opaque_host(host),
    }
}

fn split_port(text: &str) -> (&str, Option<&str>) {
    let after_ip6 = text.rfind(']').map_or(0, |at| at + 1);
    let (ip6, rest) = text.split_at_checked(after_ip6).unwrap_or((text, ""));
    match rest.split_once(':') {
        Some((host, port)) => (text.get(..ip6.len() + host.len()).unwrap_or(text), Some(port)),
        None => (text, None),
    }
}

fn is_port(port: Option<&str>) -> bool {
    let Some(port) = port else { return true };
    let digits = port.trim_start_matches('0');
    port.bytes().all(|b| b.is_ascii_digit()) && (digits.is_empty() || digits.parse::<u16>().is_ok())
}

fn is_forbidden(c: char) -> bool {
    matches!(
        c,
        '\0' | '\t' | '\n' | '\r' | ' ' | '#' | '/' | ':' | '<' | '>' | '?' | '@' | '[' | '\\' | ']' | '^' | '|'
    )
}

fn is_ip6(host: &str) -> Option<bool> {
    let inner = host.strip_prefix('[')?;
    Some(inner.strip_suffix(']').is_some_and(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok()))
}

fn is_opaque_host(host: &str) -> bool {
    is_ip6(host).unwrap_or_else(|| !host.chars().any(is_forbidden))
}

fn is_domain(host: &str) -> bool {
    if let Some(ip6) = is_ip6(host) {
        return ip6;
    }
    let Some(host) = decode(host) else { return false };
    // Soft hyphens and zero-width characters vanish from a domain.
    let vanishes = |c: &char| matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}');
    let host: String = host.chars().filter(|c| !vanishes(c)).map(narrow).collect();
    if !host.split('.').all(is_label) {
        return false;
    }
    let control = |c: char| c <= '\u{1f}' || c == '\u{7f}' || c == '%';
    if host.is_empty() || host.chars().any(|c| is_forbidden(c) || control(c)) {
        return false;
    }
    !ends_in_number(&host) || is_ip4(&host)
}

fn decode(host: &str) -> Option<String> {
    String::from_utf8(percent_decoded_in_spite(host)).ok()
}

fn last_label(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default()
}

fn ends_in_number(host: &str) -> bool {
    let last = last_label(host);
    (!last.is_empty() && last.bytes().all(|b| b.is_ascii_digit())) || ip4_number(last).is_some()
}

fn ip4_number(label: &str) -> Option<u64> {
    let (digits, radix) = match label.as_bytes() {
        [] => return None,
        [b'0', b'x' | b'X', ..] => (label.get(2..)?, 16),
        [b'0', _, ..] => (label.get(1..)?, 8),
        _ => (label, 10),
    };
    if digits.is_empty() {
        return Some(0);
    }
    let known = digits.bytes().all(|b| (b as char).is_digit(radix));
    known.then(|| u64::from_str_radix(digits, radix).unwrap_or(u64::MAX))
}

fn is_ip4(host: &str) -> bool {
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    let numbers: Option<Vec<u64>> = labels.iter().map(|label| ip4_number(label)).collect();
    let Some(numbers) = numbers.filter(|n| n.len() <= 4) else {
        return false;
    };
    let Some((last, others)) = numbers.split_last() else {
        return false;
    };
    let room = 256_u64.pow(5 - numbers.len() as u32);
    others.iter().all(|n| *n <= 255) && *last < room
}

/// Wide forms of ASCII characters count as those.
fn narrow(c: char) -> char {
    match c {
        '\u{3002}' | '\u{FF61}' => '.',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// False for a label that says it is Punycode (RFC 3492) and is not, or would be plain ASCII.
fn is_label(label: &str) -> bool {
    let lower = label.to_ascii_lowercase();
    let Some(code) = lower.strip_prefix("xn--") else {
        return true;
    };
    code.is_ascii() && decodes(code.rsplit_once('-').map_or(("", code), |(basic, rest)| (basic, rest)))
}

fn decodes((basic, digits): (&str, &str)) -> bool {
    let (mut code, mut index, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut length = basic.len() as u32;
    let mut digits = digits.bytes().peekable();
    if digits.peek().is_none() {
        return false;
    }
    while digits.peek().is_some() {
        let before = index;
        let (mut weight, mut step) = (1_u32, 36_u32);
        loop {
            let digit = match digits.next() {
                Some(letter @ b'a'..=b'z') => u32::from(letter - b'a'),
                Some(digit @ b'0'..=b'9') => u32::from(digit - b'0') + 26,
                _ => return false,
            };
            let Some(sum) = digit.checked_mul(weight).and_then(|d| index.checked_add(d)) else {
                return false;
            };
            index = sum;
            let threshold = step.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            let Some(next) = weight.checked_mul(36 - threshold) else {
                return false;
            };
            weight = next;
            step += 36;
        }
        length += 1;
        bias = adapt(index - before, length, before == 0);
        code = code.saturating_add(index / length);
        index %= length;
        if char::from_u32(code).is_none_or(char::is_control) {
            return false;
        }
        index += 1;
    }
    true
}

fn adapt(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut step = 0;
    while delta > 455 {
        delta /= 35;
        step += 36;
    }
    step + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_told_from_other_texts() {
        for url in ["https://a.b/c?d#e", "mailto:x@y", "http:x", "https://[::1]:80/", "https://${{x}}", "file:///a"] {
            assert!(is_web_address(url), "{url}");
        }
        for text in ["./x", "https://", "https://a b", "https://1.2.3.400", "https://a:99999", "${{ x }}", ""] {
            assert!(!is_web_address(text), "{text}");
        }
    }
}
