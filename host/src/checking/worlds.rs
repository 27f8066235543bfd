//! Bases and deliveries at random, each kind under the conditions of the law that it is for (`docs/rules.md`).

mod conditions;

use std::collections::BTreeSet;

use super::chance::Chance;
use super::shape::{Shape, VARIANTS};

/// Dates of one case.
const DAYS: usize = 8;
/// Characters of a cell that is as long as the default rules allow.
const LONG: usize = 1_000;

/// A base and deliveries, to be sent in two ways.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// At most one row a customer.
    pub(super) base: Vec<Row>,
    pub(super) sheets: Vec<Sheet>,
    /// The columns still there, by index: shrinking leaves out what does not matter.
    pub(super) columns: Vec<usize>,
    /// The columns of the identifier and of the date.
    pub(super) roles: (usize, usize),
    /// Where chance goes on where one case is run in many ways.
    pub(super) seed: u64,
}

/// One delivery.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    /// Its place by name.
    pub(super) number: usize,
    pub(super) rows: Vec<Row>,
    /// Its place in the other order.
    pub(super) rank: usize,
    /// Whether it begins a retrieval, one way and the other.
    pub(super) begins: [bool; 2],
    /// Windows' line ends.
    pub(super) crlf: bool,
    /// Whether the last record has a line end.
    pub(super) ended: bool,
}

/// One record.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// One a column of the shape.
    pub(super) cells: Vec<String>,
    /// Whether another file begins here in the other way.
    pub(super) cut: bool,
    /// What is wrong with it.
    pub(super) wrong: Option<Wrong>,
}

/// How a record can be no modification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A cell too few.
    Short,
    /// A cell too many.
    Long,
    /// A control character in the last cell.
    Control,
    /// Written in Windows-1252.
    Old,
    /// A blank line before it.
    Blank,
}

/// How much of it may be out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// P3's conditions: nobody matches anybody; no customer has, at one date, two contents of which one stands in more
    /// than one delivery.
    Apart,
    /// As `Apart`, and no customer has the same date twice; dates rise with every delivery.
    Rising,
    /// Customers may match, and records may be wrong.
    Crowded,
    /// Records as long as they may be, or many.
    Heavy,
}

/// A case of a kind.
pub(super) fn case(kind: Kind, chance: &mut Chance, shape: &Shape) -> Case {
    let shared = chance.percent(50);
    let persons = if kind == Kind::Heavy { 20 } else { chance.between(1, 4) };
    let files = chance.between(1, 4);
    let mut maker = Maker { shape, chance, kind, shared };
    let mut case = Case {
        base: Vec::new(),
        sheets: (0..files).map(|number| maker.sheet(number)).collect(),
        columns: (0..shape.columns.len()).collect(),
        roles: (shape.id, shape.date),
        seed: 0,
    };
    for person in 0..persons {
        maker.person(person, &mut case);
    }
    for sheet in &mut case.sheets {
        if kind != Kind::Rising {
            maker.chance.shuffle(&mut sheet.rows);
        }
        if kind == Kind::Crowded {
            for row in &mut sheet.rows {
                row.wrong = maker.wrong();
            }
        }
    }
    case.seed = chance.below(usize::MAX) as u64;
    case
}

struct Maker<'a> {
    shape: &'a Shape,
    chance: &'a mut Chance,
    kind: Kind,
    shared: bool,
}

impl Maker<'_> {
    fn sheet(&mut self, number: usize) -> Sheet {
        Sheet {
            number,
            rows: Vec::new(),
            rank: self.chance.below(1_000),
            begins: [self.chance.percent(50), self.chance.percent(50)],
            crlf: self.chance.percent(30),
            ended: self.chance.percent(70),
        }
    }

    fn wrong(&mut self) -> Option<Wrong> {
        let wrong = [Wrong::Short, Wrong::Long, Wrong::Control, Wrong::Old, Wrong::Blank];
        if self.chance.percent(15) { Some(wrong[self.chance.below(wrong.len())]) } else { None }
    }

    /// Everything that is known of one customer.
    fn person(&mut self, person: usize, case: &mut Case) {
        let based = self
            .chance
            .percent(60)
            .then(|| (if self.kind == Kind::Rising { 0 } else { self.chance.below(DAYS) }, self.content()));
        if let Some((day, content)) = &based {
            case.base.push(self.row(person, *day, content));
        }
        match self.kind {
            Kind::Rising => self.rising(person, case),
            _ => self.scattered(person, based, case),
        }
    }

    /// One record a date, the dates rising from file to file.
    fn rising(&mut self, person: usize, case: &mut Case) {
        let mut day = 0;
        for sheet in &mut case.sheets {
            for _ in 0..self.chance.below(3) {
                day += 1;
                let content = self.content();
                let row = self.row(person, day, &content);
                sheet.rows.push(row);
            }
        }
    }

    /// Dates in any order; several contents at one date where the law allows it.
    fn scattered(&mut self, person: usize, based: Option<(usize, Vec<usize>)>, case: &mut Case) {
        let files = case.sheets.len();
        let days: BTreeSet<usize> = (0..self.chance.below(4)).map(|_| self.chance.below(DAYS)).collect();
        for day in days {
            let first = self.content();
            let beside = based.as_ref().is_some_and(|(there, content)| *there == day && *content != first);
            if self.chance.percent(70) && !beside {
                // One content, in as many deliveries as it likes.
                let mut places: BTreeSet<usize> =
                    (0..self.chance.between(1, 3)).map(|_| self.chance.below(files)).collect();
                if self.kind == Kind::Crowded && self.chance.percent(20) {
                    places.insert(0);
                }
                for place in places {
                    let row = self.row(person, day, &first);
                    case.sheets[place].rows.push(row);
                }
            } else {
                let mut seen = vec![first];
                let second = self.content();
                if !seen.contains(&second) {
                    seen.push(second);
                }
                for content in &seen {
                    let place = self.chance.below(files);
                    let row = self.row(person, day, content);
                    for _ in 0..self.chance.between(1, 2) {
                        case.sheets[place].rows.push(row.clone());
                    }
                }
            }
        }
    }

    /// Which variant of each column.
    fn content(&mut self) -> Vec<usize> {
        self.shape.columns.iter().map(|_| self.chance.below(VARIANTS)).collect()
    }

    fn row(&mut self, person: usize, day: usize, content: &[usize]) -> Row {
        // Now and then with what belongs to somebody else.
        let whose = if self.kind == Kind::Crowded && self.chance.percent(25) { person / 2 * 2 } else { person };
        let mut cells: Vec<_> =
            (0..content.len()).map(|column| self.shape.value(column, whose, content[column], self.shared)).collect();
        if self.kind == Kind::Heavy && self.chance.percent(40) {
            let column = self.chance.below(cells.len());
            cells[column] = "x".repeat(LONG);
        }
        cells[self.shape.id] = format!("C{}", person + 1);
        cells[self.shape.date] = self.shape.day(day);
        Row { cells, cut: self.chance.percent(40), wrong: None }
    }
}

impl Case {
    /// Bytes of a first load; none where the base is empty.
    pub(super) fn base_bytes(&self, shape: &Shape) -> Option<Vec<u8>> {
        let sheet = Sheet { number: 0, rows: self.base.clone(), rank: 0, begins: [false; 2], crlf: false, ended: true };
        (!self.base.is_empty()).then(|| self.bytes(shape, &sheet).0)
    }

    /// Bytes of a file, and the numbers of the lines on which its records begin.
    pub(super) fn bytes(&self, shape: &Shape, sheet: &Sheet) -> (Vec<u8>, Vec<u32>) {
        let end: &[u8] = if sheet.crlf { b"\r\n" } else { b"\n" };
        let pick = |cells: &[String]| self.columns.iter().map(|column| cells[*column].clone()).collect::<Vec<_>>();
        let mut bytes = shape.record(&pick(&shape.header())).into_bytes();
        bytes.extend_from_slice(end);
        let (mut line, mut lines) = (1, Vec::with_capacity(sheet.rows.len()));
        for (index, row) in sheet.rows.iter().enumerate() {
            let mut cells = pick(&row.cells);
            match row.wrong {
                Some(Wrong::Short) => drop(cells.pop()),
                Some(Wrong::Long) => cells.push("x".to_owned()),
                Some(Wrong::Control) => cells.iter_mut().last().into_iter().for_each(|cell| cell.push('\u{1}')),
                Some(Wrong::Blank) => {
                    bytes.extend_from_slice(end);
                    line += 1;
                }
                Some(Wrong::Old) | None => {}
            }
            let text = shape.record(&cells);
            match row.wrong {
                // Characters beyond its table become question marks.
                Some(Wrong::Old) => bytes.extend(text.chars().map(|it| u8::try_from(u32::from(it)).unwrap_or(b'?'))),
                _ => bytes.extend_from_slice(text.as_bytes()),
            }
            line += 1;
            lines.push(line);
            if sheet.ended || index + 1 < sheet.rows.len() {
                bytes.extend_from_slice(end);
            }
        }
        (bytes, lines)
    }
}
