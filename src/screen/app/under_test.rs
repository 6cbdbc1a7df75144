//! What only tests of the running program ask for; not in a program that is given out.

use super::state::Effect;
use crate::domain::model::access::CommandLine;
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::programs::Errand;
use crate::screen::input::Input;

/// So that a test can see what becomes of the terminal when the program falls over, when it begins
/// anew, and when others had it.
#[allow(clippy::panic, reason = "it is what is asked for")]
pub(super) fn told_by_a_test(input: &Input) -> Option<Vec<Effect>> {
    let Input::Key(key) = input else { return None };
    let is_told = |name: &str| std::env::var(name).is_ok_and(|at| key.to_string() == at);
    if is_told("STAGEDOOR_TEST_FALL_AT") {
        panic!("told to fall over");
    }
    if is_told("STAGEDOOR_TEST_RUN_AT") {
        return Some(vec![Effect::Program(errand_of_a_test())]);
    }
    let anew = |forget| vec![Effect::Reopen { told: vec!["told to begin anew".into()], forget }];
    let forgets = is_told("STAGEDOOR_TEST_FORGET_AT");
    (forgets || is_told("STAGEDOOR_TEST_ANEW_AT")).then(|| anew(forgets))
}

/// Programs by their paths, one a line.
fn errand_of_a_test() -> Errand {
    let programs = std::env::var("STAGEDOOR_TEST_RUN").unwrap_or_default();
    let command = |program: &str| CommandLine {
        title: Clean::line(program),
        program: program.to_owned(),
        args: vec!["an argument".into()],
    };
    let commands = programs.lines().map(command).collect();
    Errand { action: Action::AccessConnect, target: "request/under-test".into(), commands }
}
