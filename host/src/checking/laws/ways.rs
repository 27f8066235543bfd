//! Ways to send one case, and what came of two of them.

use std::collections::BTreeMap;

use super::comparing::{difference, differences, fault, sent, unlike};
use super::{Bench, Broken, Law, Test};
use crate::checking::CheckError;
use crate::checking::chance::Chance;
use crate::checking::outcome::{Difference, Sent};
use crate::checking::play::{Answered, Delivered, Played, Step};
use crate::checking::sessions::{Nobody, People, look, look_and};
use crate::checking::shape::context;
use crate::checking::worlds::{Case, Sheet};
use crate::report::DeliveryStatus;
use crate::rules::{Abreast, RulesError};

/// Differences that one example shows.
const SHOWN: usize = 6;
/// Bytes of a file of which every single cut is tried.
const EVERY_CUT: usize = 160;
/// Cuts of a longer file that are tried.
const CUTS: usize = 12;

/// The same records in other files.
pub(super) fn recut(sheets: &[Sheet]) -> Vec<Sheet> {
    let mut cut: Vec<Sheet> = Vec::new();
    for sheet in sheets {
        for row in &sheet.rows {
            match cut.last_mut() {
                Some(open) if !row.cut => open.rows.push(row.clone()),
                _ => {
                    let number = cut.len();
                    cut.push(Sheet { number, rows: vec![row.clone()], ..sheet.clone() });
                }
            }
        }
    }
    cut
}

/// Ways to send one case.
pub(super) struct Way<'w> {
    pub(super) bench: &'w Bench<'w>,
    pub(super) case: &'w Case,
}

impl<'w> Way<'w> {
    pub(super) fn step(&self, sheet: &Sheet, way: usize) -> Step {
        Step {
            name: self.bench.shape.file_name(sheet.number),
            bytes: self.case.bytes(self.bench.shape, sheet).0,
            again: false,
            begins: sheet.begins[way],
        }
    }

    pub(super) fn steps<'s>(&self, sheets: impl Iterator<Item = &'s Sheet>, way: usize) -> Vec<Step> {
        sheets.filter(|sheet| !sheet.rows.is_empty()).map(|sheet| self.step(sheet, way)).collect()
    }

    pub(super) fn in_order(&self, way: usize) -> Vec<Step> {
        self.steps(self.case.sheets.iter(), way)
    }

    fn base(&self) -> Option<Vec<u8>> {
        self.case.base_bytes(self.bench.shape)
    }

    /// Plays both ways and compares the bases; `whole` also whatever else came of them.
    pub(super) fn compare(
        &self,
        (one_case, one): (&Case, &[Step]),
        (other_case, other): (&Case, &[Step]),
        whole: bool,
    ) -> Result<Test, CheckError> {
        let shape = self.bench.shape;
        let first = self.bench.arena.play(one_case.base_bytes(shape).as_deref(), one)?;
        if let Some(fault) = fault(&first, one) {
            return Ok(Test::Fault(fault));
        }
        let second = self.bench.arena.play(other_case.base_bytes(shape).as_deref(), other)?;
        if let Some(fault) = fault(&second, other) {
            return Ok(Test::Fault(fault));
        }
        // A law about what is applied says nothing about what is refused.
        let rejected = |file: &Delivered| file.lines.iter().any(|(_, outcome, _)| *outcome == "rejected");
        let applied = |played: &Played| {
            let files = &played.files;
            files.iter().all(|file| file.status != DeliveryStatus::Refused && (whole || !rejected(file)))
                && (whole || played.withheld == 0)
        };
        if !applied(&first) || !applied(&second) {
            return Ok(Test::Outside);
        }
        let mut differences = differences(&first.base, &second.base);
        if whole && differences.is_empty() && first != second {
            differences.push(difference(
                None,
                None,
                "line",
                format!("{:?}", first.files),
                format!("{:?}", second.files),
            ));
        }
        if differences.is_empty() {
            return Ok(Test::Holds);
        }
        differences.truncate(SHOWN);
        Ok(Test::Fails(Broken { one: sent(one), other: sent(other), differences }))
    }

    /// Every record is read and answered once.
    pub(super) fn total(&self, law: Law) -> Result<Test, CheckError> {
        let steps = self.in_order(0);
        let played = self.bench.arena.play(self.base().as_deref(), &steps)?;
        if let Some(fault) = fault(&played, &steps) {
            return Ok(Test::Fault(fault));
        }
        if law == Law::WithinLimits {
            return Ok(Test::Holds);
        }
        let mut differences = Vec::new();
        let mut looked_at = false;
        for (sheet, file) in self.case.sheets.iter().filter(|sheet| !sheet.rows.is_empty()).zip(&played.files) {
            if file.status == DeliveryStatus::Applied {
                looked_at = true;
                differences.extend(self.unanswered(sheet, file));
            }
        }
        if differences.is_empty() {
            return Ok(if looked_at { Test::Holds } else { Test::Outside });
        }
        differences.truncate(SHOWN);
        Ok(Test::Fails(Broken { one: sent(&steps), other: Vec::new(), differences }))
    }

    fn unanswered(&self, sheet: &Sheet, file: &Delivered) -> Vec<Difference> {
        let (_, lines) = self.case.bytes(self.bench.shape, sheet);
        let id = self.bench.shape.id;
        let mut found: BTreeMap<u32, Vec<&Answered>> = BTreeMap::new();
        for line in &file.lines {
            found.entry(line.0).or_default().push(line);
        }
        let mut differences = Vec::new();
        for (row, number) in sheet.rows.iter().zip(&lines) {
            let customer = &row.cells[id];
            let answers = found.remove(number).unwrap_or_default();
            let one =
                |came: &str| difference(Some(customer), Some(*number), "answers", "1".to_owned(), came.to_owned());
            match answers[..] {
                [(_, _, Some(named))] if named != customer => {
                    differences.push(difference(
                        Some(customer),
                        Some(*number),
                        "customer",
                        customer.clone(),
                        named.clone(),
                    ));
                }
                [_] => {}
                [] => differences.push(one("0")),
                _ => differences.push(one(&answers.len().to_string())),
            }
        }
        let invented = found.iter().map(|(number, answers)| {
            let customer = answers.first().and_then(|answer| answer.2.as_deref());
            difference(customer, Some(*number), "answers", "0".to_owned(), answers.len().to_string())
        });
        differences.extend(invented);
        if differences.is_empty() && file.outcomes != lines.len() as u64 {
            differences.push(difference(None, None, "answers", lines.len().to_string(), file.outcomes.to_string()));
        }
        differences
    }

    /// A file whole, every line that looks up settled; in pieces and with every second piece in another session, what was
    /// said for where nobody is found believed.
    pub(super) fn chunks(&self) -> Result<Test, RulesError> {
        let rules = self.bench.rules;
        let people = People::of(rules, self.base().as_deref())?;
        for sheet in &self.case.sheets {
            let step = self.step(sheet, 0);
            let context = context(&step.name);
            let alone = || Ok::<_, RulesError>(Abreast::from(rules.open(context.clone())?));
            let whole = look_and(Nobody::Settled, rules, &mut alone()?, &[&step.bytes], &people);
            for cuts in self.ways_to_cut(step.bytes.len()) {
                let pieces = pieces(&step.bytes, &cuts);
                for in_two in [false, true] {
                    if in_two && !rules.can_skip() {
                        continue;
                    }
                    let mut reader = if in_two { Abreast::in_two(rules, context.clone())? } else { alone()? };
                    let mut differences = unlike(&whole, &look(rules, &mut reader, &pieces, &people));
                    if !differences.is_empty() {
                        differences.truncate(SHOWN);
                        let one = sent(std::slice::from_ref(&step));
                        let cut = |sent| Sent { cuts: cuts.clone(), in_two_sessions: in_two, ..sent };
                        let other = one.iter().cloned().map(cut).collect();
                        return Ok(Test::Fails(Broken { one, other, differences }));
                    }
                }
            }
        }
        Ok(Test::Holds)
    }

    /// One cut anywhere, then byte by byte: a person understands the first better.
    fn ways_to_cut(&self, length: usize) -> Vec<Vec<usize>> {
        let mut ways: Vec<Vec<usize>> = if length <= EVERY_CUT {
            (1..length).rev().map(|cut| vec![cut]).collect()
        } else {
            let mut chance = Chance::new(self.case.seed, 0);
            (0..CUTS).map(|_| vec![chance.between(1, length - 1)]).collect()
        };
        ways.push((1..length).collect());
        ways
    }

    /// A file in an instance of its own, and after others in theirs.
    pub(super) fn memory(&self) -> Result<Test, RulesError> {
        let rules = self.bench.rules;
        let people = People::of(rules, self.base().as_deref())?;
        let steps: Vec<_> = self.case.sheets.iter().map(|sheet| self.step(sheet, 0)).collect();
        let Some((last, earlier)) = steps.split_last() else { return Ok(Test::Outside) };
        // Alone, a file is looked at after itself.
        let earlier = if earlier.is_empty() { std::slice::from_ref(last) } else { earlier };
        let alone = look(rules, &mut rules.open(context(&last.name))?.into(), &[&last.bytes], &people);
        let mut reader = Abreast::from(rules.open(context(&earlier[0].name))?);
        for (index, step) in earlier.iter().enumerate() {
            if index > 0 {
                reader = rules.open_after(reader.into_near(), context(&step.name))?.into();
            }
            look(rules, &mut reader, &[&step.bytes], &people);
        }
        let mut reader = rules.open_after(reader.into_near(), context(&last.name))?.into();
        let mut differences = unlike(&alone, &look(rules, &mut reader, &[&last.bytes], &people));
        if differences.is_empty() {
            return Ok(Test::Holds);
        }
        differences.truncate(SHOWN);
        let all: Vec<_> = earlier.iter().chain([last]).cloned().collect();
        Ok(Test::Fails(Broken { one: sent(std::slice::from_ref(last)), other: sent(&all), differences }))
    }
}

fn pieces<'b>(bytes: &'b [u8], cuts: &[usize]) -> Vec<&'b [u8]> {
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    let mut begin = 0;
    for end in cuts.iter().copied().chain([bytes.len()]) {
        pieces.push(&bytes[begin..end]);
        begin = end;
    }
    pieces
}
