//! What the files of rules look like, learnt from the rules themselves.
//!
//! Without a sample, a header is written as the default rules' page has it (`ID_CLIENT;DATE_MODIF;…`), and a field's
//! column is whichever of its likely names the rules take: those of the page, the field's name, its labels. With a
//! sample, the header is the sample's. Either way the rules say by their answers which column is the identifier's,
//! which the date's and how it is written, which must not be empty, and which values they take.

mod probe;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::outcome;
use crate::rules::{Context, Description, Purpose, Reason, Rules, RulesError};
use probe::Probe;

/// The clock of every check, after every date of its files: 2024-11-05T07:30:00Z.
pub(super) const NOW: i64 = 1_730_791_800;
/// The day before the first date of the files.
const BEGINNING: (i32, u32, u32) = (2024, 1, 31);
/// Days between two dates of the files.
const STEP: u64 = 30;
/// Values of a column that differ from each other.
pub(super) const VARIANTS: usize = 5;

/// How dates of modifications may be written.
const DATES: [&str; 6] =
    ["%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"];

/// Why no file can be written that rules read.
#[derive(Debug, thiserror::Error)]
pub enum ShapeError {
    /// They refuse the header.
    #[error("the rules refuse a file whose header is {header}: {}", reason.code)]
    Refused {
        /// The header.
        header: String,
        /// Their reason.
        reason: Reason,
    },
    /// They read no record of the sample, or split it otherwise than at a known delimiter.
    #[error("the rules read no record of the sample that can be written anew")]
    Sample,
    /// No column turned out to be the identifier's, or the modification's date.
    #[error("no two columns of {header} are the identifier's and the date's as far as the rules' answers show")]
    NoColumn {
        /// The header.
        header: String,
    },
    /// They misbehaved on the way.
    #[error(transparent)]
    Rules(#[from] RulesError),
}

/// What the files of some rules look like.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) delimiter: char,
    pub(super) columns: Vec<Column>,
    pub(super) id: usize,
    pub(super) date: usize,
    date_form: &'static str,
    pub(super) extension: String,
    prefix: String,
}

/// A column of the files.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Index of the field that it fills.
    field: Option<u32>,
    kind: String,
    /// A record is rejected where it is empty.
    pub(super) required: bool,
    /// Values of the sample.
    pool: Vec<String>,
}

impl Shape {
    /// Learns it.
    pub(super) fn of(rules: &Rules, sample: Option<&[u8]>) -> Result<Self, ShapeError> {
        let probe = Probe { rules };
        let mut shape = match sample {
            Some(sample) => probe.sample(sample)?,
            None => probe.convention()?,
        };
        probe.roles(&mut shape)?;
        probe.required(&mut shape)?;
        Ok(shape)
    }

    /// The header's cells.
    pub(super) fn header(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// Whether a record without it, or with it empty, would be none.
    pub(super) fn is_needed(&self, column: usize) -> bool {
        column == self.id || column == self.date || self.columns.get(column).is_some_and(|it| it.required)
    }

    /// The name of a file that the rules' pattern fits.
    pub(super) fn file_name(&self, number: usize) -> String {
        format!("{}{number:03}{}", self.prefix, self.extension)
    }

    /// A date of the files, from 0.
    pub(super) fn day(&self, day: usize) -> String {
        day_in(self.date_form, day)
    }

    /// A value that one person's record may have in a column; 0 is empty where that is allowed.
    ///
    /// Where values are shared, other persons have the same; otherwise each has only its own.
    pub(super) fn value(&self, column: usize, person: usize, variant: usize, shared: bool) -> String {
        let Some(it) = self.columns.get(column) else { return String::new() };
        if variant == 0 && !it.required {
            return String::new();
        }
        let own = letters(person);
        let number = column + variant;
        match it.kind.as_str() {
            _ if shared && !it.required && !it.pool.is_empty() => it.pool[number % it.pool.len()].clone(),
            "email" if shared => format!("famille{variant}@exemple.fr"),
            "email" => format!("{own}.{variant}@exemple.fr"),
            "phone" if shared => format!("03200117{variant:02}"),
            "phone" => format!("06{:04}12{variant:02}", person + 1),
            "date" => format!("{}-0{}-15", 1950 + person, variant.clamp(1, 9)),
            "card-number" => format!("299{:05}{variant:02}", person + 1),
            "consent" => ["O", "N"][variant % 2].to_owned(),
            "postal-code" => format!("{:02}000", 10 + variant),
            _ if it.required => format!("{}{}", own.to_uppercase(), if variant.is_multiple_of(2) { "" } else { "A" }),
            _ if variant.is_multiple_of(2) => (if shared { number } else { 10 * person + number }).to_string(),
            _ => {
                let word = ["Lille", "Besançon", "L’Haÿ; les Roses", "12 rue \"du\" Port"][number % 4];
                if shared { word.to_owned() } else { format!("{word} {own}") }
            }
        }
    }

    /// The columns as an outcome shows them.
    pub(super) fn shown(&self, description: &Description) -> Vec<outcome::Column> {
        let field = |column: &Column| Some(description.fields.get(column.field? as usize)?.name.clone());
        let shown = |column: &Column| outcome::Column { name: column.name.clone(), field: field(column) };
        self.columns.iter().map(shown).collect()
    }

    /// Names of the fields without a column.
    pub(super) fn unexercised(&self, description: &Description) -> Vec<String> {
        let reached: BTreeSet<_> = self.columns.iter().filter_map(|column| column.field).collect();
        let fields = description.fields.iter().zip(0_u32..);
        fields.filter(|(_, index)| !reached.contains(index)).map(|(field, _)| field.name.clone()).collect()
    }

    /// A record as a file has it, without its end.
    pub(super) fn record(&self, cells: &[String]) -> String {
        record(self.delimiter, cells)
    }
}

fn record(delimiter: char, cells: &[String]) -> String {
    let mut text = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(delimiter);
        }
        if cell.contains([delimiter, '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text
}

/// A number in letters only.
fn letters(mut number: usize) -> String {
    let mut text = String::from("nom");
    loop {
        text.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
        if number == 0 {
            return text;
        }
    }
}

fn day_in(form: &str, day: usize) -> String {
    let (year, month, date) = BEGINNING;
    let beginning = NaiveDate::from_ymd_opt(year, month, date).unwrap_or_default();
    let date = beginning.checked_add_days(Days::new(STEP * day as u64 + 1)).unwrap_or(beginning);
    date.and_hms_opt(10, 0, 0).unwrap_or_default().format(form).to_string()
}
impl Shape {
    fn new(description: &Description, delimiter: char, columns: Vec<Column>) -> Self {
        // `CLIENTS_*.csv`: what stands before the first star, and after the last.
        let pattern = &description.file_pattern;
        let (prefix, rest) = pattern.split_once('*').unwrap_or(("", ""));
        let extension = rest.rsplit('*').next().unwrap_or_default();
        let plain = |text: &str| !text.contains(['?', '[', '/', '\\', '{']);
        let (prefix, extension) =
            if plain(prefix) && plain(extension) { (prefix, extension) } else { ("CLIENTS_", ".csv") };
        let (prefix, extension) = (prefix.to_owned(), extension.to_owned());
        Self { delimiter, columns, id: 0, date: 1, date_form: DATES[0], extension, prefix }
    }
}

impl Column {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), field: None, kind: "text".to_owned(), required: false, pool: Vec::new() }
    }
}
/// What rules are told of the world.
pub(super) fn context(name: &str) -> Context {
    Context { purpose: Purpose::Delivery, file_name: name.to_owned(), now: NOW, parameters: Vec::new() }
}
