//! Keys, windows, marks, the mouse: journeys in the whole app, and the real program in a PTY.

mod keys;
mod mouse;
mod program;
mod themes;
mod windows;
