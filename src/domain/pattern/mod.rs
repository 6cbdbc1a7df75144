//! Regular expressions as JavaScript has them, with a bound on what one match may cost.
