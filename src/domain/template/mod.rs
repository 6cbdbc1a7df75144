//! Templates as they are written: the steps of their forms and the actions of their runs, and what is wrong in them.

pub mod approval;

pub mod golden;
