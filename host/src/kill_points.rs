//! Named points between two effects, at which a test can kill a run.

/// Ends the process at once, as a power cut would, where `REDESCENTE_KILL_AT` names this point.
///
/// Without the feature `kill-points` it does nothing.
pub(crate) fn kill_point(name: &str) {
    #[cfg(feature = "kill-points")]
    if std::env::var_os("REDESCENTE_KILL_AT").is_some_and(|wanted| wanted == name) {
        std::process::abort();
    }
    #[cfg(not(feature = "kill-points"))]
    let _ = name;
}
