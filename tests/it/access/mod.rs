//! Access for a while: asked for, reviewed and used without a screen, and the programs that connect.

mod command;
mod ledger;
mod programs;
mod quoting;
