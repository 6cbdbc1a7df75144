//! Tags and the `%` lines that name their prefixes.

use crate::domain::text::percent_decoded;
use std::collections::HashMap;

const CORE: &str = "tag:yaml.org,2002:";

/// Prefixes that `%TAG` lines gave to handles such as `!e!`.
#[derive(Clone, Default)]
pub(super) struct Handles(HashMap<String, String>);

/// A tag in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// `!`: a text, whatever it looks like.
    NonSpecific,
    /// `!!str` and the like, by the name after the core prefix.
    Core(String),
    /// Any other; it changes nothing.
    Other,
}

impl Handles {
    /// Reads a `%` line; an error is how far into the line it is, and what it is.
    pub(super) fn directive(&mut self, line: &str) -> Result<(), (u32, &'static str)> {
        let mut words = line
            .trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
            .split([' ', '\t'])
            .filter(|w| !w.is_empty());
        let name = words.next();
        let parts: Vec<&str> = words.collect();
        match (name, parts.as_slice()) {
            (Some("%TAG"), [handle, prefix, rest @ ..]) => {
                self.0.insert((*handle).to_owned(), (*prefix).to_owned());
                if rest.is_empty() { Ok(()) } else { Err((0, "%TAG takes a handle and a prefix")) }
            }
            (Some("%TAG"), _) => Err((0, "%TAG takes a handle and a prefix")),
            (Some("%YAML"), [version]) if is_version(version) => Ok(()),
            (Some("%YAML"), [_]) => Err((6, "%YAML takes a version such as 1.2")),
            (Some("%YAML"), _) => Err((0, "%YAML takes one version")),
            _ => Ok(()),
        }
    }

    /// The handles of one document; the next one starts anew.
    pub(super) fn for_document(&mut self) -> Handles {
        std::mem::take(self)
    }

    /// The tag that a token such as `!!str` or `!<tag:x>` stands for.
    pub(super) fn resolve(&self, source: &str) -> Result<Tag, &'static str> {
        if source == "!" {
            return Ok(Tag::NonSpecific);
        }
        if let Some(verbatim) = source.strip_prefix("!<") {
            return verbatim_tag(verbatim);
        }
        let (handle, suffix) = source.rsplit_once('!').unwrap_or_default();
        if suffix.is_empty() {
            return Err("the tag has no name after its !");
        }
        let decoded = || percent_decode(suffix).ok_or("the tag has a broken % code");
        match (self.0.get(&format!("{handle}!")), handle) {
            (Some(prefix), _) => Ok(full(&format!("{prefix}{}", decoded()?))),
            (None, "!") => Ok(Tag::Core(decoded()?)),
            (None, "") => Ok(Tag::Other),
            _ => Err("no %TAG line names the prefix of this tag"),
        }
    }
}

fn verbatim_tag(source: &str) -> Result<Tag, &'static str> {
    let Some(name) = source.strip_suffix('>') else {
        return Err("the tag must end with >");
    };
    match name {
        "!" | "!!" => Err("a tag in <> must be written in full"),
        _ => Ok(full(name)),
    }
}

fn full(name: &str) -> Tag {
    name.strip_prefix(CORE).map_or(Tag::Other, |core| Tag::Core(core.to_owned()))
}

fn is_version(word: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    word.split_once('.').is_some_and(|(major, minor)| digits(major) && digits(minor))
}

fn percent_decode(text: &str) -> Option<String> {
    String::from_utf8(percent_decoded(text)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_name_prefixes() {
        let mut handles = Handles::default();
        assert_eq!(handles.directive("%TAG !y! tag:yaml.org,2002:"), Ok(()));
        assert_eq!(handles.resolve("!y!int"), Ok(Tag::Core("int".to_owned())));
        assert_eq!(handles.resolve("!!str"), Ok(Tag::Core("str".to_owned())));
        assert!(handles.resolve("!x!y").is_err());
        assert!(handles.directive("%YAML x").is_err());
    }
}
