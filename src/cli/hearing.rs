//! Asking on the terminal, and hearing the answer.

use super::ending::Ending;
use crate::platform::ports::fell_over;
use std::io::Write as _;

/// Asks whether something is to be done.
pub(super) async fn yes() -> Result<bool, Ending> {
    ask("Do it? [y/N] ").await
}

/// Asks for a yes.
pub(super) async fn ask(question: &str) -> Result<bool, Ending> {
    let answer = line(question).await?;
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

/// The same, without what is typed being seen.
pub(super) async fn hidden(prompt: &str) -> Result<Option<String>, Ending> {
    let _unseen = Unseen::begin();
    let heard = line(prompt).await;
    eprintln!();
    heard
}

/// The terminal shows nothing of what is typed, as long as this lives.
struct Unseen(#[cfg(unix)] Option<rustix::termios::Termios>);

impl Unseen {
    #[cfg(unix)]
    fn begin() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let input = std::io::stdin();
        let before = tcgetattr(&input).ok();
        if let Some(mut modes) = before.clone() {
            modes.local_modes.remove(LocalModes::ECHO);
            let _ = tcsetattr(&input, OptionalActions::Now, &modes);
        }
        Self(before)
    }

    #[cfg(not(unix))]
    fn begin() -> Self {
        Self()
    }
}

#[cfg(unix)]
impl Drop for Unseen {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, before);
        }
    }
}
