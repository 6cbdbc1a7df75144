//! The line, in the words of those who look at it.

mod cases;
mod commits;
mod places;
mod subsets;
mod world;
