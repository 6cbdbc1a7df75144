//! Terminal events turned into the keys and clicks of our own language.

use crate::platform::keys::{Code, Key};
use ratatui::crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

/// Something the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Text that was pasted as a whole.
    Paste(String),
    /// The mouse.
    Mouse(Mouse),
    /// The mouse was moved to a cell while its left button is down.
    Drag {
        /// From the left.
        column: u16,
        /// From the top.
        row: u16,
    },
    /// The button of the mouse went up.
    Release,
    /// The terminal has another size now: columns, rows.
    Resize(u16, u16),
}

/// Something the mouse did at a cell, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// From the left.
    pub column: u16,
    /// From the top.
    pub row: u16,
    /// What it did.
    pub did: MouseDid,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseDid {
    /// The left button went down.
    Click,
    /// The wheel went down by a notch.
    WheelDown,
    /// The wheel went up by a notch.
    WheelUp,
}

/// Reads an event; `None` for those that mean nothing here.
pub fn read(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_of(key).map(Input::Key),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Mouse(mouse) => mouse_of(mouse),
        Event::Resize(columns, rows) => Some(Input::Resize(columns, rows)),
        _ => None,
    }
}

fn mouse_of(mouse: event::MouseEvent) -> Option<Input> {
    let (column, row) = (mouse.column, mouse.row);
    let did = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseDid::Click,
        MouseEventKind::ScrollDown => MouseDid::WheelDown,
        MouseEventKind::ScrollUp => MouseDid::WheelUp,
        MouseEventKind::Drag(MouseButton::Left) => return Some(Input::Drag { column, row }),
        MouseEventKind::Up(MouseButton::Left) => return Some(Input::Release),
        _ => return None,
    };
    Some(Input::Mouse(Mouse { column, row, did }))
}

fn key_of(event: KeyEvent) -> Option<Key> {
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let (code, shift) = match event.code {
        // terminals differ in whether they say "shift" of a capital; the letter says it already
        KeyCode::Char(c) if shift && c.is_ascii_lowercase() => (Code::Char(c.to_ascii_uppercase()), false),
        KeyCode::Char(c) => (Code::Char(c), false),
        KeyCode::F(n) => (Code::F(n), shift),
        KeyCode::Enter => (Code::Enter, shift),
        KeyCode::Tab => (Code::Tab, shift),
        KeyCode::BackTab => (Code::Tab, true),
        KeyCode::Esc => (Code::Esc, shift),
        KeyCode::Backspace => (Code::Backspace, shift),
        KeyCode::Delete => (Code::Delete, shift),
        KeyCode::Insert => (Code::Insert, shift),
        KeyCode::Up => (Code::Up, shift),
        KeyCode::Down => (Code::Down, shift),
        KeyCode::Left => (Code::Left, shift),
        KeyCode::Right => (Code::Right, shift),
        KeyCode::Home => (Code::Home, shift),
        KeyCode::End => (Code::End, shift),
        KeyCode::PageUp => (Code::PageUp, shift),
        KeyCode::PageDown => (Code::PageDown, shift),
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT), shift })
}
