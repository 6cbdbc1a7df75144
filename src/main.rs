//! The program: arguments, what happens on a panic, the exit code. All else is in the library.

use stagedoor::{cli, wiring};
use std::process::ExitCode;

fn main() -> ExitCode {
    report_panics();
    ExitCode::from(cli::run(std::env::args_os(), &wiring::Wired::default()))
}

/// A panic gives the terminal back before it says anything. One on a thread that works for the
/// screen costs that work alone: it goes to the log, and the screen stays.
fn report_panics() {
    // colours would not outlive being cleaned
    let colourless = color_eyre::config::HookBuilder::default().theme(color_eyre::config::Theme::new());
    let (on_panic, _) = colourless.into_hooks();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some("main") {
            return wiring::log_fall(&panic.to_string());
        }
        wiring::tell_fall(&on_panic.panic_report(panic).to_string());
    }));
}
