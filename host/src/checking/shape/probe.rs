//! Asks rules about small files, to learn what theirs look like.

use std::collections::BTreeSet;

use super::{Column, DATES, STEP, Shape, ShapeError, context, day_in, record};
use crate::rules::{Layout, Line, Reason, Rules, RulesError};

/// Columns of the default rules' fields (`docs/rules.md`).
const COLUMNS: [(&str, &str); 16] = [
    ("civility", "CIVILITE"),
    ("last_name", "NOM"),
    ("first_name", "PRENOM"),
    ("address1", "ADRESSE1"),
    ("address2", "ADRESSE2"),
    ("postal_code", "CODE_POSTAL"),
    ("city", "VILLE"),
    ("country", "PAYS"),
    ("phone", "TELEPHONE"),
    ("mobile", "MOBILE"),
    ("email", "EMAIL"),
    ("birth_date", "DATE_NAISSANCE"),
    ("loyalty_card", "CARTE_FIDELITE"),
    ("optin_email", "OPTIN_EMAIL"),
    ("optin_sms", "OPTIN_SMS"),
    ("store", "MAGASIN"),
];

/// What may stand between cells.
const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// Asks rules about small files.
pub(super) struct Probe<'r> {
    pub(super) rules: &'r Rules,
}

/// What rules make of a file.
struct Seen {
    layout: Option<Layout>,
    lines: Vec<Line>,
}

impl Probe<'_> {
    fn read(&self, bytes: &[u8]) -> Result<Result<Seen, Reason>, RulesError> {
        let mut delivery = self.rules.open(context("sample"))?;
        let mut lines = match delivery.read(bytes)? {
            Ok(lines) => lines,
            Err(reason) => return Ok(Err(reason)),
        };
        match delivery.end()? {
            Ok(last) => lines.extend(last),
            Err(reason) => return Ok(Err(reason)),
        }
        Ok(Ok(Seen { layout: delivery.layout()?, lines }))
    }

    /// Indices of the fields that a header does not reach; none where it is refused.
    fn absent(&self, delimiter: char, header: &[String]) -> Result<Option<Vec<u32>>, RulesError> {
        let text = record(delimiter, header) + "\n";
        Ok(self.read(text.as_bytes())?.ok().and_then(|seen| seen.layout).map(|layout| layout.absent_fields))
    }

    /// A header of the default rules' columns, and of names that other fields are likely to have.
    pub(super) fn convention(&self) -> Result<Shape, ShapeError> {
        let description = self.rules.description();
        let fixed = ["ID_CLIENT".to_owned(), "DATE_MODIF".to_owned()];
        let text = record(';', &fixed);
        if let Err(reason) = self.read(format!("{text}\n").as_bytes())? {
            return Err(ShapeError::Refused { header: text, reason });
        }
        let mut columns: Vec<Column> = fixed.iter().map(|name| Column::new(name)).collect();
        for (field, index) in description.fields.iter().zip(0_u32..) {
            let known = COLUMNS.iter().filter(|(name, _)| *name == field.name).map(|(_, column)| (*column).to_owned());
            let labels = field.labels.iter().flat_map(|label| [plain(&label.text, false), plain(&label.text, true)]);
            let likely = known.chain([plain(&field.name, false)]).chain(labels);
            for name in likely {
                let header = [fixed[0].clone(), fixed[1].clone(), name.clone()];
                if self.absent(';', &header)?.is_some_and(|absent| !absent.contains(&index))
                    && columns.iter().all(|column| column.name != name)
                {
                    columns.push(Column { field: Some(index), kind: field.kind.clone(), ..Column::new(&name) });
                    break;
                }
            }
        }
        Ok(Shape::new(self.rules.description(), ';', columns))
    }

    /// A sample's header, and its values.
    pub(super) fn sample(&self, sample: &[u8]) -> Result<Shape, ShapeError> {
        let seen = self.read(sample)?;
        let seen = seen.map_err(|reason| ShapeError::Refused { header: first_line(sample), reason })?;
        let header = seen.layout.ok_or(ShapeError::Sample)?.header_length as usize;
        let end = seen.lines.last().map_or(header, |line| line.offset as usize + line.length as usize);
        let first = seen.lines.first().map_or(2, |line| line.number);
        let (top, window) = (sample.get(..header), sample.get(header..end));
        let (Some(top), Some(window)) = (top, window) else { return Err(ShapeError::Sample) };
        let mut cells = self.rules.show(top, window, first)?.into_iter();
        let names = cells.next().ok_or(ShapeError::Sample)?.values;
        let rows: Vec<_> = cells.filter(|row| row.values.len() == names.len()).map(|row| row.values).collect();
        let plain = |row: &[String]| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let text = first_line(sample);
        let fits = |delimiter: &char| {
            let cells: Vec<_> = text.split(*delimiter).map(|cell| cell.trim().trim_matches('"').to_owned()).collect();
            cells == plain(&names) && names.len() > 1
        };
        let delimiter = DELIMITERS.into_iter().find(fits).ok_or(ShapeError::Sample)?;
        let names = plain(&names);
        let absent = self.absent(delimiter, &names)?.ok_or(ShapeError::Sample)?;
        let mut columns = Vec::with_capacity(names.len());
        for (index, name) in names.iter().enumerate() {
            let mut column = Column::new(name);
            let mut less = names.clone();
            less.remove(index);
            let without = self.absent(delimiter, &less)?.unwrap_or_default();
            if let Some(field) = without.iter().find(|field| !absent.contains(field)) {
                column.field = Some(*field);
                column.kind.clone_from(&self.rules.description().fields[*field as usize].kind);
            }
            let values: BTreeSet<_> = rows.iter().map(|row| row[index].trim().to_owned()).collect();
            column.pool = values.into_iter().filter(|value| !value.is_empty()).collect();
            columns.push(column);
        }
        Ok(Shape::new(self.rules.description(), delimiter, columns))
    }

    /// Finds the identifier's column, and the date's with how it is written.
    pub(super) fn roles(&self, shape: &mut Shape) -> Result<(), ShapeError> {
        let count = shape.columns.len();
        for form in DATES {
            for date in 0..count {
                for id in (0..count).filter(|id| *id != date) {
                    let row = |customer: &str, day: usize| {
                        let mut cells = full(shape);
                        cells[id] = customer.to_owned();
                        cells[date] = day_in(form, day);
                        shape.record(&cells)
                    };
                    let text = [shape.record(&shape.header()), row("C1", 0), row("C2", 1)].join("\n") + "\n";
                    let Ok(seen) = self.read(text.as_bytes())? else { continue };
                    let subjects = seen.lines.iter().filter_map(|line| line.subject.as_ref().ok());
                    let dates: Vec<_> = subjects.map(|subject| subject.modified_at).collect();
                    let named = seen.lines.iter().map(|line| line.customer.as_deref()).eq([Some("C1"), Some("C2")]);
                    let apart = STEP as i64 * 86_400;
                    // An hour more or less where a summer begins or ends.
                    let far = matches!(dates[..], [one, other] if (other - one - apart).abs() <= 3_600);
                    if named && far {
                        (shape.id, shape.date, shape.date_form) = (id, date, form);
                        return Ok(());
                    }
                }
            }
        }
        Err(ShapeError::NoColumn { header: shape.record(&shape.header()) })
    }

    /// Finds which columns must not be empty.
    pub(super) fn required(&self, shape: &mut Shape) -> Result<(), ShapeError> {
        for column in (0..shape.columns.len()).filter(|column| ![shape.id, shape.date].contains(column)) {
            let mut cells = full(shape);
            cells[shape.id] = "C1".to_owned();
            cells[shape.date] = shape.day(0);
            cells[column] = String::new();
            let text = [shape.record(&shape.header()), shape.record(&cells)].join("\n") + "\n";
            let seen = self.read(text.as_bytes())?;
            let accepted = seen.is_ok_and(|seen| seen.lines.iter().all(|line| line.subject.is_ok()));
            shape.columns[column].required = !accepted;
        }
        Ok(())
    }
}

/// A record with something in every column.
fn full(shape: &Shape) -> Vec<String> {
    let value = |column: usize| match shape.columns[column].pool.first() {
        Some(value) => value.clone(),
        None => shape.value(column, 0, 2, false),
    };
    (0..shape.columns.len()).map(value).collect()
}
fn first_line(bytes: &[u8]) -> String {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(line).trim_start_matches('\u{feff}').trim_end().to_owned()
}

/// A text as the name of a column: no accents, upper case, words joined by `_`; little words left out where asked.
fn plain(text: &str, short: bool) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let letters: String =
        text.nfd().filter(|letter| !unicode_normalization::char::is_combining_mark(*letter)).collect();
    let words = letters.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let little = ["de", "du", "des", "d", "la", "le", "les", "l", "of", "the"];
    let words = words.filter(|word| !short || !little.contains(&word.to_lowercase().as_str()));
    words.map(str::to_uppercase).collect::<Vec<_>>().join("_")
}
