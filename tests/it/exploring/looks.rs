//! Keys, themes, windows, the mouse.
