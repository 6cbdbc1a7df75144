//! A program that behaves as Teleport's `tsh` does, for tests: it keeps what it is told in a file that several users
//! share, goes by a clock that the test sets, and fails as it is told to. Fields come in any order, with others beside
//! them, and what `tsh` prints around its JSON is printed around it. The shapes and words are those of
//! `tool/tsh/common/access_request.go`, `tool/tsh/common/tsh.go`, `lib/client/mfa/cli.go` and
//! `api/proto/teleport/legacy/types/types.proto` of Teleport 17.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a program for tests that cannot go on fails"
)]

mod args;
mod faults;
mod print;
mod requests;
mod state;
mod things;

use args::Args;
use state::World;
use std::process::ExitCode;
use std::time::Duration;

/// How a run ends.
pub enum End {
    /// What is printed, with an exit code of 0.
    Well(String),
    /// The same, with something on standard error.
    Told(String, String),
    /// What is printed, what is complained about, and 1.
    Badly(String, String),
}

/// A run that ends with an error.
pub fn error(words: &str) -> End {
    End::Badly(String::new(), format!("ERROR: {words}\n"))
}

fn main() -> ExitCode {
    std::thread::sleep(Duration::from_micros(print::chance(4000)));
    let args = match Args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(words) => return ended(error(&words)),
    };
    let mut world = World::open();
    world.note(&args);
    let fault = faults::of(&mut world, &args);
    if let Some(canned) = world.canned(&args) {
        world.close();
        return ended(canned);
    }
    faults::before(&mut world, fault.as_deref());
    let end = run(&mut world, &args);
    world.close();
    faults::after(fault.as_deref());
    ended(end)
}

fn run(world: &mut World, args: &Args) -> End {
    match args.words().as_str() {
        "version" => things::version(world),
        "status" => things::status(world),
        _ if !world.is_signed_in() => error("Not logged in."),
        "login" => requests::login(world, args),
        "request ls" => requests::list(world, args),
        "request show" => requests::show(world, args),
        "request create" => requests::create(world, args),
        "request review" => requests::review(world, args),
        "request drop" => requests::give_up(world, args),
        "request search" => things::search(world, args),
        "db ls" => things::list(world, "db"),
        "ls" => things::list(world, "node"),
        "kube ls" => things::list(world, "kube_cluster"),
        "sessions ls" => things::raw(world, "sessions"),
        "recordings ls" => things::raw(world, "recordings"),
        other => error(&format!("expected command but got \"{other}\"")),
    }
}

fn ended(end: End) -> ExitCode {
    use std::io::Write as _;
    let (out, err, code) = match end {
        End::Well(out) => (out, String::new(), ExitCode::SUCCESS),
        End::Told(out, err) => (out, err, ExitCode::SUCCESS),
        End::Badly(out, err) => (out, err, ExitCode::FAILURE),
    };
    let _ = std::io::stderr().write_all(err.as_bytes());
    let _ = std::io::stdout().write_all(out.as_bytes());
    code
}
