use crate::screen::input::Input;

/// Something from the terminal or the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The user did something.
    Input(Input),
    /// The system asks for something.
    Signal(Signal),
    /// The terminal is gone.
    Lost,
}

/// What the system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// To leave: SIGTERM, SIGINT, SIGQUIT, or SIGHUP when the terminal goes away.
    End(Death),
    /// SIGTSTP: to stop, and to leave the terminal to the shell meanwhile.
    Stop,
    /// SIGCONT: on the screen again.
    Continue,
}

/// The signal that a program ends by, as its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Death(i32);

impl Death {
    /// The terminal went away, whether a signal said so or not.
    pub const HANG_UP: Self = Self(signal_hook::consts::SIGHUP);

    pub(super) fn by(signal: i32) -> Self {
        Self(signal)
    }

    /// The exit code that says so to a shell: 128 and the number.
    pub fn exit_code(self) -> u8 {
        u8::try_from(self.0).unwrap_or_default().saturating_add(128)
    }
}
