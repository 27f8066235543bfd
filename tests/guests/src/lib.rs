//! Rules for tests, made of the default ones: `examples/` has one component a file.

mod points;
mod twisted;

pub use points::{POINTS, Points, WithPoints, pointed};
pub use twisted::{Twist, Twisted, described};
