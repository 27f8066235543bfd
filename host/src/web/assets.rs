//! The page's own files, built into the program.

/// Where the style is.
pub(super) const STYLE_PATH: &str = "/page.css";
/// The style.
pub(super) const STYLE: &str = include_str!("assets/page.css");
/// Where the script is.
pub(super) const SCRIPT_PATH: &str = "/page.js";
/// The script: forms, what runs, what is found as one types, keys.
pub(super) const SCRIPT: &str = include_str!("assets/page.js");
/// Where the icon is.
pub(super) const ICON_PATH: &str = "/page.svg";
/// A cut stone.
pub(super) const ICON: &str = include_str!("assets/page.svg");
