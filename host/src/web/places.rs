//! The page's addresses, in one place, and how those with questions are written.

use form_urlencoded::Serializer;

/// Swaps a code for a cookie.
pub(super) const ENTER: &str = "/entrer";
/// What happened last, and what there is to do.
pub(super) const TODAY: &str = "/";
/// Retrievals.
pub(super) const RETRIEVALS: &str = "/recuperations";
/// The queue of what is withheld.
pub(super) const DUPLICATES: &str = "/doublons";
/// Two customers who are to become one.
pub(super) const MERGING: &str = "/fusionner";
/// Merges that were made.
pub(super) const MERGES: &str = "/fusions";
/// Says that two customers are two persons.
pub(super) const DISTINCT: &str = "/distincts";
/// Takes that back.
pub(super) const DISTINCT_UNDO: &str = "/distincts/annuler";
/// Applies a consent that was taken back.
pub(super) const OPT_OUT: &str = "/opposition";
/// Gives a field an older value back.
pub(super) const REVERT: &str = "/historique/rendre";
/// Tries the exchange.
pub(super) const TRIAL: &str = "/parametres/essai";
/// Tries the source of rules.
pub(super) const RULES_TRIAL: &str = "/parametres/essai-regles";
/// What was done to customers.
pub(super) const HISTORY: &str = "/historique";
/// Customers found by what one types.
pub(super) const CUSTOMERS: &str = "/clients";
/// One customer.
pub(super) const CUSTOMER: &str = "/client";
/// One customer, to be edited.
pub(super) const EDIT: &str = "/client/modifier";
/// What is set.
pub(super) const SETTINGS: &str = "/parametres";
/// Which rules decide.
pub(super) const RULES: &str = "/regles";
/// Looks for a release of rules.
pub(super) const RULES_LOOK: &str = "/regles/chercher";
/// Puts a release in force.
pub(super) const RULES_ACTIVATE: &str = "/regles/activer";
/// Goes back to the rules before.
pub(super) const RULES_BACK: &str = "/regles/revenir";
/// The replay that runs; begins one.
pub(super) const RULES_REPLAY: &str = "/regles/rejouer";
/// Ends it.
pub(super) const RULES_REPLAY_STOP: &str = "/regles/rejouer/arreter";
/// The retrieval that runs.
pub(super) const RUNNING: &str = "/recuperation";

/// An address with questions; empty ones are left out.
pub(super) fn with(path: &str, questions: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in questions.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// A customer's record.
pub(super) fn customer(id: &str) -> String {
    with(CUSTOMER, &[("id", id)])
}

/// A retrieval.
pub(super) fn retrieval(id: i64) -> String {
    format!("{RETRIEVALS}/{id}")
}

/// A delivery's modifications.
pub(super) fn delivery(id: i64) -> String {
    format!("/livraisons/{id}")
}

/// A delivery's modifications of one outcome.
pub(super) fn outcome(id: i64, outcome: &str) -> String {
    with(&delivery(id), &[("resultat", outcome)])
}

/// A delivered file, around a line.
pub(super) fn file(id: i64, line: Option<u32>) -> String {
    let line = line.map(|line| line.to_string()).unwrap_or_default();
    with(&format!("/livraisons/{id}/fichier"), &[("ligne", &line)])
}

/// A withheld modification.
pub(super) fn withheld(id: i64) -> String {
    format!("{DUPLICATES}/{id}")
}

/// A merge that was made.
pub(super) fn merge(id: i64) -> String {
    format!("{MERGES}/{id}")
}

/// Undoes it.
pub(super) fn unmerge(id: i64) -> String {
    format!("{MERGES}/{id}/annuler")
}
