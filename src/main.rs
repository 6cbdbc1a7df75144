//! The program: arguments, what happens on a panic, the exit code. All else is in the library.

use stagedoor::{cli, wiring};
use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    report_panics();
    ExitCode::from(cli::run(std::env::args_os(), &wiring::Wired))
}

/// A panic gives the terminal back before it says anything. One on a thread that works for the
/// screen costs that work alone: it goes to the log, and the screen stays.
fn report_panics() {
    let (on_panic, _) = color_eyre::config::HookBuilder::default().into_hooks();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some("main") {
            return tracing::error!("{panic}");
        }
        wiring::restore_terminal();
        // where standard error is gone there is nobody to tell, and a second panic helps nobody
        let _ = writeln!(std::io::stderr(), "{}", on_panic.panic_report(panic));
    }));
}
