//! What the rules are, and every sentence they say, in French and English.

use crate::fields::FIELDS;
use crate::types::{Description, Field, Label, Message, Parameter};

/// The parameter that says what becomes of a modification of an unknown customer.
pub(crate) const UNKNOWN_CUSTOMER: &str = "unknown-customer";
/// The parameter that names values which are no evidence.
pub(crate) const IGNORED_VALUES: &str = "ignored-values";

/// Every column, in the order of the fields.
const SAMPLE: &str = "\
    ID_CLIENT;DATE_MODIF;CIVILITE;NOM;PRENOM;ADRESSE1;ADRESSE2;CODE_POSTAL;VILLE;PAYS;TELEPHONE;MOBILE;EMAIL;\
    DATE_NAISSANCE;CARTE_FIDELITE;OPTIN_EMAIL;OPTIN_SMS;MAGASIN\n\
    C000001;2024-05-02;MME;Lefèvre;Zoé;3 rue des Lilas;Bât. B;59000;Lille;France;0320001122;0600010203;\
    zoe.lefevre@exemple.fr;1980-04-15;2990000017;O;N;001\n\
    C000002;2024-05-03T09:30;M;Roy;Luc;12 quai du Port;;57000;Metz;France;;0600010204;;;2990000024;N;;001\n";

/// Code, French, English.
const MESSAGES: [(&str, &str, &str); 29] = [
    // A file is refused.
    ("missing-column", "La colonne {0} manque.", "The column {0} is missing."),
    ("column-twice", "La colonne {0} figure deux fois.", "The column {0} stands twice."),
    ("no-header", "Le fichier n’a pas d’en-tête.", "The file has no header."),
    (
        "not-text",
        "Le fichier n’est pas du texte en UTF-8 ou Windows-1252.",
        "The file is no UTF-8 or Windows-1252 text.",
    ),
    // A record is rejected.
    (
        "unclosed-quote",
        "Le guillemet ouvert dans {0} n’est jamais refermé.",
        "The quote opened in {0} is never closed.",
    ),
    ("too-long", "{0} dépasse 1 000 caractères.", "{0} has more than 1,000 characters."),
    ("control-character", "{0} contient un caractère de contrôle.", "{0} holds a control character."),
    ("cell-count", "{0} cellules au lieu de {1}.", "{0} cells instead of {1}."),
    ("no-identifier", "L’identifiant ({0}) est vide.", "The identifier ({0}) is empty."),
    ("unreadable-date", "La date ({0}) est illisible : « {1} ».", "The date ({0}) can’t be read: “{1}”."),
    (
        "future-date",
        "La date ({0}) est à plus de 48 heures dans le futur : {1}.",
        "The date ({0}) is more than 48 hours ahead: {1}.",
    ),
    ("no-name", "Le nom ({0}) est vide.", "The last name ({0}) is empty."),
    ("unknown-customer", "Le client {0} est inconnu.", "The customer {0} is unknown."),
    // Grounds of a match.
    ("same-card", "Même carte de fidélité", "Same loyalty card"),
    ("same-name-birth-date", "Mêmes nom, prénom et date de naissance", "Same name and birth date"),
    ("same-name-mobile", "Mêmes nom, prénom et mobile", "Same name and mobile"),
    ("same-name-email", "Mêmes nom, prénom et e-mail", "Same name and e-mail"),
    // Notes.
    (
        "spelling-only",
        "Seules la casse, les accents ou la ponctuation changent.",
        "Only case, accents or punctuation change.",
    ),
    (
        "opt-out-not-applied",
        "Un accord est retiré ({0}), mais la modification n’est pas appliquée.",
        "A consent is taken back ({0}), but the modification is not applied.",
    ),
    (
        "weak-match",
        "Même e-mail ou téléphone que {0} (clients concernés : {1}).",
        "Same e-mail or phone as {0} (customers concerned: {1}).",
    ),
    (
        "same-date-other-content",
        "Une autre modification de ce client porte la même date ({0}).",
        "Another modification of this customer has the same date ({0}).",
    ),
    (
        "existing-duplicate",
        "Le client ressemble à {0}, déjà présent (clients concernés : {1}).",
        "The customer matches {0}, who is there already (customers concerned: {1}).",
    ),
    (
        "common-value",
        "Trop de clients ont la même valeur ({0}) : elle ne prouve rien.",
        "Too many customers have the same value ({0}): it proves nothing.",
    ),
    ("unreadable-birth-date", "La date de naissance est illisible : « {0} ».", "The birth date can’t be read: “{0}”."),
    (
        "sent-for-absorbed",
        "Envoyé pour {0}, fusionné avec {1} : les cellules vides n’effacent rien.",
        "Sent for {0}, merged into {1}: empty cells clear nothing.",
    ),
    // A merge.
    ("refused-consent-kept", "Le refus l’emporte sur l’accord ({0}).", "The refusal wins over the consent ({0})."),
    // Settings and changes by people.
    ("unknown-parameter", "Le paramètre {0} n’existe pas.", "There is no parameter {0}."),
    (
        "parameter-value",
        "Le paramètre {0} n’admet pas la valeur « {1} ».",
        "The parameter {0} can’t have the value “{1}”.",
    ),
    ("unknown-field", "Le champ n° {0} n’existe pas.", "There is no field number {0}."),
];

/// Says what these rules are.
pub fn describe() -> Description {
    Description {
        name: "redescente-default".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        file_pattern: "CLIENTS_*.csv".to_owned(),
        fields: FIELDS
            .iter()
            .map(|field| Field {
                name: field.name.to_owned(),
                kind: field.kind.to_owned(),
                labels: labels(field.french, field.english),
            })
            .collect(),
        parameters: vec![
            Parameter {
                name: UNKNOWN_CUSTOMER.to_owned(),
                default: "create".to_owned(),
                choices: vec!["create".to_owned(), "reject".to_owned()],
                labels: labels(
                    "Modification d’un client inconnu : le créer (create) ou la rejeter (reject)",
                    "Modification of an unknown customer: create it or reject the modification",
                ),
            },
            Parameter {
                name: IGNORED_VALUES.to_owned(),
                default: String::new(),
                choices: Vec::new(),
                labels: labels(
                    "Cartes, téléphones et e-mails qui ne prouvent rien, séparés par des virgules",
                    "Cards, phones and e-mails that prove nothing, separated by commas",
                ),
            },
        ],
        messages: MESSAGES
            .iter()
            .map(|(code, french, english)| Message { code: (*code).to_owned(), labels: labels(french, english) })
            .collect(),
        keys_revision: 1,
        digest_revision: 1,
        sample: SAMPLE.as_bytes().to_vec(),
    }
}

fn labels(french: &str, english: &str) -> Vec<Label> {
    [("fr", french), ("en", english)]
        .map(|(language, text)| Label { language: language.to_owned(), text: text.to_owned() })
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places such as `{0}` in a text.
    fn places(text: &str) -> Vec<&str> {
        let mut places: Vec<_> = text.match_indices('{').map(|(at, _)| &text[at..at + 3]).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn every_text_has_the_same_places_in_both_languages() {
        for (code, french, english) in MESSAGES {
            assert_eq!(places(french), places(english), "{code}");
        }
    }

    #[test]
    fn codes_are_unique_and_none_is_the_host_s() {
        let codes: std::collections::BTreeSet<_> = MESSAGES.iter().map(|(code, ..)| code).collect();
        assert_eq!(codes.len(), MESSAGES.len());
        assert!(codes.iter().all(|code| !code.starts_with("host.")));
    }

    #[test]
    fn every_code_in_the_source_has_its_texts_with_as_many_places_as_arguments() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the sources are there").path();
            let source = std::fs::read_to_string(&path).unwrap_or_default();
            let product = source.split("#[cfg(test)]").next().unwrap_or_default();
            if path.ends_with("types.rs") || path.to_string_lossy().ends_with("_tests.rs") {
                continue;
            }
            for part in product.split("Reason::new(\"").skip(1) {
                let code = part.split('"').next().unwrap_or_default();
                assert!(MESSAGES.iter().any(|(known, ..)| *known == code), "{code} in {}", path.display());
                seen += 1;
            }
        }
        assert!(seen > 10);
        for code in crate::matching::CODES {
            assert!(MESSAGES.iter().any(|(known, ..)| *known == code));
        }
    }

    #[test]
    fn the_description_names_what_the_contract_asks() {
        let description = describe();
        assert_eq!(description.fields.len(), crate::fields::COUNT);
        assert_eq!(description.parameters[0].default, "create");
        assert_eq!(description.file_pattern, "CLIENTS_*.csv");
        let kinds = ["text", "date", "email", "phone", "postal-code", "consent", "card-number"];
        assert!(description.fields.iter().all(|field| kinds.contains(&field.kind.as_str())));
    }

    #[test]
    fn the_sample_has_every_column_and_is_read_whole() {
        let context = crate::types::Context {
            purpose: crate::types::Purpose::Delivery,
            file_name: "CLIENTS_1.csv".to_owned(),
            now: 1_730_791_800,
            parameters: Vec::new(),
        };
        let mut delivery = crate::Delivery::new(&context);
        let lines = delivery.read(describe().sample).expect("a good file");
        assert_eq!(lines.iter().filter(|line| line.subject.is_ok()).count(), 2);
        let layout = delivery.layout().expect("a header");
        assert!(layout.absent_fields.is_empty() && layout.unknown_columns.is_empty());
        assert!(delivery.end().expect("a good file").is_empty());
    }
}
