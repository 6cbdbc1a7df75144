use std::fs::File;

/// The modes of the terminal at a moment: whether it echoes, takes keys line by line, and the like.
pub(super) struct Modes(Option<(File, rustix::termios::Termios)>);

impl Modes {
    /// As they are now; none where there is no terminal.
    pub(super) fn now() -> Self {
        let terminal = File::options().read(true).write(true).open("/dev/tty");
        Self(terminal.ok().and_then(|terminal| {
            let modes = rustix::termios::tcgetattr(&terminal).ok()?;
            Some((terminal, modes))
        }))
    }

    /// Makes them so again.
    pub(super) fn set(&self) {
        if let Some((terminal, modes)) = &self.0 {
            // a terminal that is gone has none
            let _ = rustix::termios::tcsetattr(terminal, rustix::termios::OptionalActions::Now, modes);
        }
    }
}
