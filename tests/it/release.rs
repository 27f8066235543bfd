//! Releases of rules from end to end: central IT publishes with its binary, stores take up with theirs.
//!
//! Every repository is made by the test that needs it: keys are new each time and dates are today's, so none can be
//! checked in. What is done to a repository stands in the test, a few lines each.

mod activation;
mod attacks;
pub(crate) mod central;
#[path = "../../host/src/rules/tests/components.rs"]
mod components;
mod interrupted;
mod online_key;
mod places;
mod running;
mod selection;
mod waves;
mod web;
