//! Asking on the terminal, and hearing the answer.

use super::ending::Ending;
use crate::platform::ports::fell_over;
use std::io::Write as _;

/// Asks whether something is to be done.
pub(super) async fn yes() -> Result<bool, Ending> {
    let answer = line("Do it? [y/N] ").await?;
    Ok(answer.is_some_and(|answer| matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")))
}

/// A line that is typed after a prompt on standard error; none at the end of the input.
pub(super) async fn line(prompt: &str) -> Result<Option<String>, Ending> {
    let mut to = std::io::stderr().lock();
    write!(to, "{prompt}")?;
    to.flush()?;
    drop(to);
    // on a thread of its own, so that Ctrl-C is heard meanwhile
    let heard = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).map(|read| (read > 0).then_some(answer))
    });
    Ok(heard.await.map_err(|_| fell_over("hear the answer"))??)
}
