//! Access for a while: asked for, reviewed and used without a screen, and the programs that connect.

mod command;
mod programs;
mod quoting;
