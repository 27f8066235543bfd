//! Makes what breaks a law as small as it gets.

use super::CheckError;
use super::laws::{self, Bench, Broken, Fault, Law, Test};
use super::outcome::{Difference, Example, Problem};
use super::worlds::Case;

/// Cases tried on the way: some tens of milliseconds each.
const TRIES: u32 = 600;

/// The smallest case that breaks `broken` when it is looked at for `law`, as an example.
pub(super) fn smallest(
    law: Law,
    broken: Law,
    bench: &Bench<'_>,
    case: Case,
) -> Result<(Option<Problem>, Option<Example>), CheckError> {
    let values = match laws::test(law, bench, &case)? {
        Test::Fails(broken) => broken.differences.iter().any(is_value),
        _ => false,
    };
    let mut shrinking = Shrinking { law, broken, bench, values, tries: 0 };
    let case = shrinking.run(case)?;
    let base = case.base_bytes(bench.shape).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(match laws::test(law, bench, &case)? {
        Test::Fails(Broken { one, other, differences }) => (None, Some(Example { base, one, other, differences })),
        Test::Fault(Fault { problem, sent }) => {
            (Some(problem), Some(Example { base, one: sent, other: Vec::new(), differences: Vec::new() }))
        }
        // Rules that do otherwise each time: the case is all there is to show.
        Test::Holds | Test::Outside => (None, None),
    })
}

/// Whether two ways differ in what a customer is, which says more than when or whether.
fn is_value(difference: &Difference) -> bool {
    !["answers", "customer", "modified-at"].contains(&difference.what.as_str())
}

struct Shrinking<'b> {
    law: Law,
    broken: Law,
    bench: &'b Bench<'b>,
    /// Whether values differ: they are to differ in the example too.
    values: bool,
    tries: u32,
}

impl Shrinking<'_> {
    fn run(&mut self, mut case: Case) -> Result<Case, CheckError> {
        loop {
            let before = self.tries;
            let mut smaller = false;
            smaller |= self.list(&mut case, |case| &mut case.sheets)?;
            for sheet in 0..case.sheets.len() {
                smaller |= self.list(&mut case, |case| &mut case.sheets[sheet].rows)?;
            }
            smaller |= self.list(&mut case, |case| &mut case.base)?;
            smaller |= self.columns(&mut case)?;
            smaller |= self.plainer(&mut case)?;
            smaller |= self.cells(&mut case)?;
            if !smaller || self.tries >= TRIES || self.tries == before {
                return Ok(case);
            }
        }
    }

    /// Takes a change where the case still breaks the law.
    fn attempt(&mut self, case: &mut Case, change: impl FnOnce(&mut Case)) -> Result<bool, CheckError> {
        if self.tries >= TRIES {
            return Ok(false);
        }
        self.tries += 1;
        let mut changed = case.clone();
        change(&mut changed);
        let breaks = match laws::test(self.law, self.bench, &changed)? {
            Test::Fails(broken) => self.law == self.broken && (!self.values || broken.differences.iter().any(is_value)),
            Test::Fault(fault) => fault.law() == self.broken,
            Test::Holds | Test::Outside => false,
        };
        if breaks {
            *case = changed;
        }
        Ok(breaks)
    }

    /// Leaves out parts of a list, large ones first.
    fn list<T>(&mut self, case: &mut Case, list: impl Fn(&mut Case) -> &mut Vec<T>) -> Result<bool, CheckError> {
        let mut smaller = false;
        let mut size = list(case).len();
        while size > 0 {
            let mut at = 0;
            while at < list(case).len() {
                let end = (at + size).min(list(case).len());
                if self.attempt(case, |case| drop(list(case).drain(at..end)))? {
                    smaller = true;
                } else {
                    at = end;
                }
            }
            size /= 2;
        }
        Ok(smaller)
    }

    fn columns(&mut self, case: &mut Case) -> Result<bool, CheckError> {
        let shape = self.bench.shape;
        let mut smaller = false;
        let mut size = case.columns.len();
        while size > 0 {
            let others: Vec<_> = case.columns.iter().copied().filter(|column| !shape.is_needed(*column)).collect();
            for part in others.chunks(size) {
                smaller |= self.attempt(case, |case| case.columns.retain(|column| !part.contains(column)))?;
            }
            size /= 2;
        }
        Ok(smaller)
    }

    /// Ordinary files in as few retrievals as do.
    fn plainer(&mut self, case: &mut Case) -> Result<bool, CheckError> {
        let mut smaller = false;
        for index in 0..case.sheets.len() {
            let sheet = case.sheets[index].clone();
            if sheet.crlf {
                smaller |= self.attempt(case, |case| case.sheets[index].crlf = false)?;
            }
            if !sheet.ended {
                smaller |= self.attempt(case, |case| case.sheets[index].ended = true)?;
            }
            for way in 0..2 {
                if sheet.begins[way] {
                    smaller |= self.attempt(case, |case| case.sheets[index].begins[way] = false)?;
                }
            }
            for row in 0..sheet.rows.len() {
                if sheet.rows[row].wrong.is_some() {
                    smaller |= self.attempt(case, |case| case.sheets[index].rows[row].wrong = None)?;
                }
                if sheet.rows[row].cut {
                    smaller |= self.attempt(case, |case| case.sheets[index].rows[row].cut = false)?;
                }
            }
        }
        Ok(smaller)
    }

    /// Empty cells, then shorter ones.
    fn cells(&mut self, case: &mut Case) -> Result<bool, CheckError> {
        let shape = self.bench.shape;
        let mut smaller = false;
        for sheet in 0..=case.sheets.len() {
            let rows = |case: &mut Case| if sheet == 0 { case.base.len() } else { case.sheets[sheet - 1].rows.len() };
            for row in 0..rows(case) {
                for column in case.columns.clone().into_iter().filter(|column| !shape.is_needed(*column)) {
                    fn cell(case: &mut Case, sheet: usize, row: usize, column: usize) -> &mut String {
                        let rows = if sheet == 0 { &mut case.base } else { &mut case.sheets[sheet - 1].rows };
                        &mut rows[row].cells[column]
                    }
                    if cell(case, sheet, row, column).is_empty() {
                        continue;
                    }
                    if self.attempt(case, |case| cell(case, sheet, row, column).clear())? {
                        smaller = true;
                        continue;
                    }
                    while cell(case, sheet, row, column).chars().count() > 40 {
                        let half = cell(case, sheet, row, column).chars().count() / 2;
                        let shorter: String = cell(case, sheet, row, column).chars().take(half).collect();
                        if !self.attempt(case, |case| *cell(case, sheet, row, column) = shorter)? {
                            break;
                        }
                        smaller = true;
                    }
                }
            }
        }
        Ok(smaller)
    }
}
