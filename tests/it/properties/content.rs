//! One line's content, and how it is written and read back.

use std::fmt::Write as _;

use proptest::prelude::*;

/// The columns of every delivery: all of them, as P3 asks.
pub(super) const HEADER: &str = "ID_CLIENT;DATE_MODIF;CIVILITE;NOM;PRENOM;ADRESSE1;ADRESSE2;CODE_POSTAL;VILLE;PAYS;\
    TELEPHONE;MOBILE;EMAIL;DATE_NAISSANCE;CARTE_FIDELITE;OPTIN_EMAIL;OPTIN_SMS;MAGASIN\n";

/// Days of 2024 from which modifications are dated: before every clock, as P3 asks.
const DAYS: [&str; 6] = ["2024-02-01", "2024-03-05", "2024-04-09", "2024-05-13", "2024-06-17", "2024-07-21"];

/// What varies between two contents of one customer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Content {
    pub(super) upper: bool,
    pub(super) city: u8,
    pub(super) phone: u8,
    pub(super) email: u8,
    pub(super) consent: u8,
    /// Which of the customer's own cards, mobiles and birth dates; 0 for none.
    pub(super) card: u8,
    pub(super) mobile: u8,
    pub(super) birth: u8,
}

/// Any content.
pub(super) fn content() -> impl Strategy<Value = Content> {
    (any::<bool>(), 0..3_u8, 0..3_u8, 0..3_u8, 0..3_u8, 0..3_u8, 0..3_u8, 0..3_u8).prop_map(
        |(upper, city, phone, email, consent, card, mobile, birth)| Content {
            upper,
            city,
            phone,
            email,
            consent,
            card,
            mobile,
            birth,
        },
    )
}

/// A line: whose, when, what. `name`, `card` and so on come from the customer's pool.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Line {
    pub(super) customer: usize,
    pub(super) day: usize,
    pub(super) content: Content,
    /// Whose name, cards, mobiles and birth dates it carries: its customer's own where nobody may match another.
    pub(super) person: usize,
}

/// What the base holds of a customer: the modification's day and the values that vary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Seconds since 1970, as text.
    pub(super) modified_at: String,
    /// By column of the view, empty ones left out.
    pub(super) values: Vec<(&'static str, String)>,
}

impl Line {
    /// The identifier.
    pub(super) fn id(&self) -> String {
        format!("C{:03}", self.customer)
    }

    /// The values in the order of the columns after the date.
    fn cells(&self) -> [(&'static str, String); 16] {
        let Content { upper, city, phone, email, consent, card, mobile, birth } = self.content;
        let person = self.person;
        let own = |kind: u8, text: String| if kind == 0 { String::new() } else { text };
        let name = format!("Nom{}", letters(person));
        [
            ("civility", ["", "M", "MME"][usize::from(consent)].to_owned()),
            ("last_name", if upper { name.to_uppercase() } else { name }),
            ("first_name", "Zoé".to_owned()),
            ("address1", format!("{city} rue de l'Église")),
            ("address2", String::new()),
            ("postal_code", format!("0{city}000")),
            ("city", ["Lille", "Besançon", "L'Haÿ; les Roses"][usize::from(city)].to_owned()),
            ("country", "France".to_owned()),
            // Shared by whole families: never enough for a match.
            ("phone", own(phone, format!("032000110{phone}"))),
            ("mobile", own(mobile, format!("06{person:04}12{mobile:02}"))),
            ("email", own(email, format!("famille{email}@exemple.fr"))),
            ("birth_date", own(birth, format!("{}-0{birth}-15", 1950 + person))),
            ("loyalty_card", own(card, format!("299{person:04}00{card}"))),
            ("optin_email", ["", "O", "N"][usize::from(consent)].to_owned()),
            ("optin_sms", ["N", "", "oui"][usize::from(consent)].to_owned()),
            ("store", "MAG012".to_owned()),
        ]
    }

    /// Appends it as a record of a file.
    pub(super) fn write(&self, csv: &mut String) {
        write!(csv, "{};{}", self.id(), DAYS[self.day]).unwrap();
        for (_, cell) in self.cells() {
            if cell.contains(';') {
                write!(csv, ";\"{cell}\"").unwrap();
            } else {
                write!(csv, ";{cell}").unwrap();
            }
        }
        csv.push('\n');
    }

    /// What the base is to hold when this line is in force.
    pub(super) fn row(&self) -> Row {
        let values = self.cells().into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Row { modified_at: midnight_in_paris(DAYS[self.day]), values }
    }
}

/// A number in letters only: names that differ in digits alone would be too alike to read.
fn letters(mut number: usize) -> String {
    let mut text = String::new();
    loop {
        text.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
        number /= 26;
        if number == 0 {
            return text;
        }
    }
}

/// As the view writes it: the day begins an hour before UTC's in winter, two in summer.
fn midnight_in_paris(day: &str) -> String {
    let winter = day < "2024-03-31";
    let date: chrono::NaiveDate = day.parse().unwrap();
    format!("{}T{}:00:00Z", date.pred_opt().unwrap(), if winter { 23 } else { 22 })
}
