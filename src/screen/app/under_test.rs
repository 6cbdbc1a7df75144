//! What only tests of the running program ask for; not in a program that is given out.

use super::state::Effect;
use crate::screen::input::Input;

/// So that a test can see what becomes of the terminal when the program falls over, and when it begins
/// anew.
#[allow(clippy::panic, reason = "it is what is asked for")]
pub(super) fn told_by_a_test(input: &Input) -> Option<Vec<Effect>> {
    let Input::Key(key) = input else { return None };
    let is_told = |name: &str| std::env::var(name).is_ok_and(|at| key.to_string() == at);
    if is_told("STAGEDOOR_TEST_FALL_AT") {
        panic!("told to fall over");
    }
    let anew = |forget| vec![Effect::Reopen { told: vec!["told to begin anew".into()], forget }];
    let forgets = is_told("STAGEDOOR_TEST_FORGET_AT");
    (forgets || is_told("STAGEDOOR_TEST_ANEW_AT")).then(|| anew(forgets))
}
