//! Tests in a process of their own, for what concerns a whole process: its open files, its work.

use std::process::Command;
use std::time::Duration;

const ALONE: &str = "STAGEDOOR_TEST_ALONE";

/// Whether this is the process that is the test's alone. In the other one the test, by its full name, is
/// run in such a process, and what it says there counts.
#[track_caller]
pub fn alone(test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.args([test, "--exact", "--nocapture"]).env(ALONE, "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    false
}

/// What the processor has done for this thread. Whatever else the machine does is not counted, so it
/// measures the work and not the time that it took.
#[cfg(unix)]
pub fn work_of_thread() -> Duration {
    spent(rustix::time::ClockId::ThreadCPUTime)
}

/// The same for all threads of this process; only where it is a test's [`alone`] does it tell anything.
#[cfg(unix)]
pub fn work_of_process() -> Duration {
    spent(rustix::time::ClockId::ProcessCPUTime)
}

#[cfg(unix)]
fn spent(clock: rustix::time::ClockId) -> Duration {
    Duration::try_from(rustix::time::clock_gettime(clock)).unwrap()
}
