//! The parameters of the rules, checked.

use crate::describing::{IGNORED_VALUES, UNKNOWN_CUSTOMER};
use crate::placeholders::Ignored;
use crate::types::{ArgumentKind, Context, Purpose, Reason};

/// What a run is told, in the rules' own terms.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Whether whoever is in the file is in the base.
    pub(crate) first_load: bool,
    /// Whether a modification of an unknown customer is rejected.
    pub(crate) reject_unknown: bool,
    /// What is no evidence.
    pub(crate) ignored: Ignored,
}

impl Settings {
    /// A bad parameter counts as not set: [`check_parameters`] has said so when it was set.
    pub(crate) fn new(context: &Context) -> Self {
        let set = |name: &str| {
            let found = context.parameters.iter().rev().find(|(parameter, _)| parameter == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        Self {
            first_load: context.purpose == Purpose::FirstLoad,
            reject_unknown: set(UNKNOWN_CUSTOMER) == "reject",
            ignored: Ignored::new(set(IGNORED_VALUES)),
        }
    }
}

/// What is wrong with parameters.
pub fn check_parameters(parameters: &[(String, String)]) -> Vec<Reason> {
    parameters
        .iter()
        .filter_map(|(name, value)| match name.as_str() {
            IGNORED_VALUES => None,
            UNKNOWN_CUSTOMER if matches!(value.as_str(), "create" | "reject") => None,
            UNKNOWN_CUSTOMER => Some(
                Reason::new("parameter-value")
                    .with(ArgumentKind::Text, name.as_str())
                    .with(ArgumentKind::Text, value.as_str()),
            ),
            _ => Some(Reason::new("unknown-parameter").with(ArgumentKind::Text, name.as_str())),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(name: &str, value: &str) -> Vec<String> {
        let set = [(name.to_owned(), value.to_owned())];
        check_parameters(&set).into_iter().map(|reason| reason.code).collect()
    }

    #[test]
    fn good_parameters_are_good() {
        assert!(codes(UNKNOWN_CUSTOMER, "create").is_empty());
        assert!(codes(UNKNOWN_CUSTOMER, "reject").is_empty());
        assert!(codes(IGNORED_VALUES, "anything, at all").is_empty());
        assert!(check_parameters(&[]).is_empty());
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(codes(UNKNOWN_CUSTOMER, "Reject"), ["parameter-value"]);
        assert_eq!(codes("unknown-customers", "reject"), ["unknown-parameter"]);
    }
}
