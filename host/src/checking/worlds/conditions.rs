//! The conditions that laws have (`docs/rules.md`), and what they make of a case.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use crate::checking::shape::Shape;

/// Contents of one customer at one date, each with where it stands: none = in the base.
type Contents = BTreeMap<Vec<String>, BTreeSet<Option<usize>>>;

impl Case {
    /// Whether P3's condition holds: no customer has, at one date, two contents of which one stands in more than one
    /// delivery.
    pub(in crate::checking) fn is_apart(&self) -> bool {
        let content = |cells: &[String]| self.columns.iter().map(|column| cells[*column].clone()).collect::<Vec<_>>();
        let mut dates: BTreeMap<(String, String), Contents> = BTreeMap::new();
        let based = self.base.iter().map(|row| (None, row));
        let sent = self.sheets.iter().flat_map(|sheet| sheet.rows.iter().map(|row| (Some(sheet.number), row)));
        for (place, row) in based.chain(sent) {
            let (Some(id), Some(date)) = (row.cells.get(self.roles.0), row.cells.get(self.roles.1)) else {
                return false;
            };
            let contents = dates.entry((id.clone(), date.clone())).or_default();
            contents.entry(content(&row.cells)).or_default().insert(place);
        }
        let several = |places: &BTreeSet<Option<usize>>| places.iter().flatten().count() > 1;
        dates.values().filter(|contents| contents.len() > 1).all(|contents| !contents.values().any(several))
    }

    /// The same with plain files: how they end is not what is looked at.
    pub(in crate::checking) fn plain(&self) -> Self {
        let mut plain = self.clone();
        for sheet in &mut plain.sheets {
            (sheet.crlf, sheet.ended) = (false, true);
        }
        plain
    }

    /// Only each customer's last record; of the base, who has no other.
    pub(in crate::checking) fn last_rows(&self, shape: &Shape) -> Self {
        let mut last = self.clone();
        let mut seen = BTreeSet::new();
        for sheet in last.sheets.iter_mut().rev() {
            let mut rows = Vec::new();
            for row in sheet.rows.drain(..).rev() {
                if seen.insert(row.cells[shape.id].clone()) {
                    rows.push(row);
                }
            }
            rows.reverse();
            sheet.rows = rows;
        }
        last.base.retain(|row| !seen.contains(&row.cells[shape.id]));
        last
    }
}
