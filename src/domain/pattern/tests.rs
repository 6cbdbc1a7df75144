use super::{Pattern, TooCostly};

fn caught(source: &str, flags: &str, text: &str) -> Option<Vec<Option<String>>> {
    let found = Pattern::new(source, flags).unwrap().find_at(text, 0).unwrap()?;
    let groups = 0..=found.group_count();
    Some(groups.map(|group| found.group(group).map(|range| text.get(range).unwrap().to_owned())).collect())
}

fn refused(source: &str, flags: &str) -> String {
    Pattern::new(source, flags).unwrap_err().to_string()
}

fn some(texts: &[&str]) -> Option<Vec<Option<String>>> {
    Some(texts.iter().map(|text| (*text != "-").then(|| (*text).to_owned())).collect())
}

#[test]
fn a_name_pattern_takes_what_it_should() {
    let pattern = Pattern::new("^[a-z][a-z0-9-]*$", "u").unwrap();
    assert!(pattern.is_match("my-service-2").unwrap());
    assert!(!pattern.is_match("My-service").unwrap());
    assert!(!pattern.is_match("my-service\n").unwrap(), "the end is the end of the text");
}

#[test]
fn a_round_of_a_loop_forgets_what_its_groups_caught() {
    assert_eq!(caught("(z)((a+)?(b+)?(c))*", "", "zaacbbbcac"), some(&["zaacbbbcac", "z", "ac", "a", "-", "c"]));
}

#[test]
fn a_reference_to_a_group_that_took_no_part_matches_nothing() {
    assert_eq!(caught(r"(?:(a)|b)\1c", "", "bc"), some(&["bc", "-"]));
}

#[test]
fn a_look_behind_may_have_any_length() {
    assert_eq!(caught(r"(?<=(\d+)(\d+))$", "", "1053"), some(&["", "1", "053"]));
}

#[test]
fn digits_and_words_are_ascii_and_space_is_javascripts() {
    assert!(!Pattern::new(r"\d", "u").unwrap().is_match("٣").unwrap());
    assert!(!Pattern::new(r"\w", "u").unwrap().is_match("é").unwrap());
    assert!(Pattern::new(r"^\s$", "").unwrap().is_match("\u{FEFF}").unwrap());
}

#[test]
fn a_character_is_two_units_without_the_flag_u() {
    assert!(Pattern::new("^..$", "").unwrap().is_match("😀").unwrap());
    assert!(Pattern::new("^.$", "u").unwrap().is_match("😀").unwrap());
}

#[test]
fn errors_are_told_as_v8_tells_them() {
    assert_eq!(refused("(", ""), "Invalid regular expression: /(/: Unterminated group");
    assert_eq!(refused("[a-z", "u"), "Invalid regular expression: /[a-z/u: Unterminated character class");
    assert_eq!(refused("a**", ""), "Invalid regular expression: /a**/: Nothing to repeat");
    assert_eq!(refused(r"\-", "u"), r"Invalid regular expression: /\-/u: Invalid escape");
    assert_eq!(refused("a", "gg"), "Invalid flags supplied to RegExp constructor 'gg'");
}

#[test]
fn a_pattern_that_explodes_ends() {
    let pattern = Pattern::new("^(a|a?)+$", "u").unwrap();
    assert_eq!(pattern.is_match(&("a".repeat(40) + "!")), Err(TooCostly));
}
