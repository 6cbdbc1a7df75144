//! `debug:wait`: nothing, for a while.

use super::space::Space;
use crate::domain::template::Failure;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The longest wait.
const LONGEST: f64 = 600.0;
/// How soon a wait ends after the run was stopped.
const SOON: Duration = Duration::from_millis(50);

pub(super) fn run(space: &Space, input: &Value) -> Result<(), Failure> {
    let seconds = |name: &str, each: f64| input.get(name).and_then(Value::as_f64).unwrap_or_default() * each;
    let seconds = seconds("minutes", 60.0) + seconds("seconds", 1.0) + seconds("milliseconds", 0.001);
    if seconds > LONGEST {
        return Err(Failure::error(
            "Waiting duration is longer than the maximum threshold of 0 hours, 10 minutes, 0 seconds, 0 milliseconds",
        ));
    }
    let until = Instant::now() + Duration::from_secs_f64(seconds.max(0.0));
    while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        if space.is_stopped() {
            return Ok(());
        }
        std::thread::sleep(left.min(SOON));
    }
    Ok(())
}
