//! Failing, as it is told to.

use super::args::Args;
use super::state::World;
use std::io::{Read as _, Write as _};
use std::process::exit;
use std::time::Duration;

/// The fault that is meant for this run; each counts once, unless it is for ever.
pub fn of(world: &mut World, args: &Args) -> Option<String> {
    let (user, words) = (world.user.clone(), args.words());
    let faults = world.list("faults");
    let is_it = |fault: &serde_json::Value| {
        fault["on"] == words.as_str() && (fault["user"].is_null() || fault["user"] == user.as_str())
    };
    let at = faults.iter().position(is_it)?;
    let fault = if faults[at]["for_ever"] == true { faults[at].clone() } else { faults.remove(at) };
    Some(fault["do"].as_str().unwrap().to_owned())
}

/// What fails before anything is done.
pub fn before(world: &mut World, fault: Option<&str>) {
    match fault {
        Some("die") => {
            world.close();
            die()
        }
        Some("hang") => {
            world.close();
            hang()
        }
        Some("unreachable") => {
            world.close();
            say("", "ERROR: dial tcp 192.0.2.1:443: connect: connection refused\n");
            exit(1)
        }
        Some("elsewhere") => {
            world.close();
            say("", "ERROR: user \"alice\" not found\n");
            exit(1)
        }
        Some("megabytes") => {
            world.close();
            let line = format!("{}\n", "x".repeat(1023));
            (0..64 * 1024).for_each(|_| say(&line, ""));
            exit(0)
        }
        Some("mfa-code") => {
            world.close();
            say("", "Enter an OTP code from a device:\n");
            let mut code = String::new();
            let read = std::io::stdin().read_to_string(&mut code).unwrap_or(0);
            assert_eq!(read, 0, "nothing is to be given to it");
            say("", "ERROR: EOF\n");
            exit(1)
        }
        Some("mfa-key") => {
            world.close();
            say("", "Tap any security key\n");
            hang()
        }
        Some("garbage") => {
            world.close();
            say("<html>502 Bad Gateway</html>\n", "");
            exit(0)
        }
        _ => {}
    }
}

/// What fails after it was done.
pub fn after(fault: Option<&str>) {
    match fault {
        Some("die-after") => die(),
        Some("hang-after") => hang(),
        Some("break-after") => {
            say("", "ERROR: rpc error: code = Unavailable desc = connection reset by peer\n");
            exit(1)
        }
        _ => {}
    }
}

fn say(out: &str, err: &str) {
    let _ = std::io::stdout().write_all(out.as_bytes());
    let _ = std::io::stderr().write_all(err.as_bytes());
}

fn hang() -> ! {
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

#[cfg(unix)]
fn die() -> ! {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    hang()
}

#[cfg(not(unix))]
fn die() -> ! {
    std::process::abort()
}
