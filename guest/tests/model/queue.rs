//! What becomes of withheld modifications: superseded, or decided again.

use redescente_rules::decide_again;
use redescente_rules::types::{Answer, Decision, Evidence, Kept, LookUp, Outcome, Purpose};

use super::{LineIndex, Model, Origin, Place, Withheld, names};

impl Withheld {
    /// Its place in the canonical order.
    pub fn order(&self) -> (i64, &Place) {
        (self.modification.modified_at, &self.place)
    }

    fn carries_all_of(&self, other: &Self) -> bool {
        self.modification.absent_fields.iter().all(|field| other.modification.absent_fields.contains(field))
    }

    pub fn origin(&self) -> Origin<'_> {
        Origin {
            sent: &self.modification.customer,
            modified_at: self.modification.modified_at,
            digest: self.modification.digest,
            place: &self.place,
        }
    }
}

impl Model {
    /// Puts a modification into the queue; of two of the same customer the newer supersedes the older, if it carries at
    /// least the same columns.
    pub fn withhold(&mut self, withheld: Withheld) {
        self.withheld.push(withheld);
        self.withheld.sort_by(|one, other| one.order().cmp(&other.order()));
        self.supersede_withheld();
    }

    /// Of withheld ones of one customer, the newer supersedes the older, if it carries at least the same columns.
    pub fn supersede_withheld(&mut self) {
        let customer = |it: &Withheld| self.resolve(&it.modification.customer);
        let superseded: Vec<_> = (0..self.withheld.len())
            .filter(|&older| {
                self.withheld[older + 1..].iter().any(|newer| {
                    customer(newer) == customer(&self.withheld[older]) && newer.carries_all_of(&self.withheld[older])
                })
            })
            .map(|older| self.withheld[older].line)
            .collect();
        for line in superseded {
            self.leave_queue(line, "superseded");
        }
    }

    /// A modification that is applied supersedes those of the same customer that wait and are older.
    pub fn supersede_older(&mut self, applied: &Origin<'_>) {
        let customer = self.resolve(applied.sent);
        let superseded: Vec<_> = self
            .withheld
            .iter()
            .filter(|it| self.resolve(&it.modification.customer) == customer)
            .filter(|it| it.order() < (applied.modified_at, applied.place))
            .map(|it| it.line)
            .collect();
        for line in superseded {
            self.leave_queue(line, "superseded");
        }
    }

    /// Takes a modification out of the queue and says why.
    pub fn leave_queue(&mut self, line: LineIndex, resolution: &'static str) {
        self.withheld.retain(|it| it.line != line);
        self.deliveries[line.0].lines[line.1].resolution = Some(resolution);
    }

    /// Decides withheld modifications again, pass after pass in canonical order, until a pass moves nothing: those
    /// whose obstacle or own record changed since they were examined last.
    pub fn examine_queue(&mut self, now: i64) {
        loop {
            let to_examine: Vec<_> = self.withheld.iter().filter(|it| self.is_touched(it)).map(|it| it.line).collect();
            let mut moved = false;
            for line in to_examine {
                if let Some(withheld) = self.withheld.iter().find(|it| it.line == line).cloned() {
                    moved |= self.examine(&withheld, now, "re-decided");
                }
            }
            if !moved {
                return;
            }
        }
    }

    fn is_touched(&self, withheld: &Withheld) -> bool {
        let own = &withheld.modification.customer;
        withheld.others.iter().any(|other| match self.customers.get(other) {
            Some(record) => record.changed > withheld.examined,
            None => true,
        }) || self.current(own).is_some_and(|record| record.changed > withheld.examined)
    }

    /// Decides one withheld modification again; whether it left the queue.
    pub fn examine(&mut self, withheld: &Withheld, now: i64, resolution: &'static str) -> bool {
        let decision = self.decide_again(withheld, now);
        let Some(place) = self.withheld.iter().position(|it| it.line == withheld.line) else {
            return false;
        };
        if decision.outcome == Outcome::Duplicate {
            self.withheld[place].others = names(&decision.matches);
            self.withheld[place].examined = self.changes;
            return false;
        }
        self.leave_queue(withheld.line, resolution);
        self.apply(&decision, &withheld.origin());
        true
    }

    /// What a withheld modification would be now.
    pub fn decide_again(&self, withheld: &Withheld, now: i64) -> Decision {
        let origin = withheld.origin();
        let context = self.context(now, Purpose::Delivery, "");
        let mut kept = Kept {
            modification: withheld.modification.clone(),
            current: self.current(origin.sent).map(|record| record.customer.clone()),
            prior: self.prior(&origin, Some(withheld.line)),
            later_source: self.has_later_source(&origin),
            evidence: None,
        };
        let mut answer = decide_again(&context, std::slice::from_ref(&kept)).remove(0);
        if let Answer::LookUp(LookUp { keys, alone }) = answer {
            let evidence = self.evidence(&self.resolve(origin.sent), &keys);
            let nobody = evidence == Evidence::default();
            kept.evidence = Some(evidence);
            answer = decide_again(&context, std::slice::from_ref(&kept)).remove(0);
            assert!(
                !nobody || alone.map(Answer::Decided).as_ref() == Some(&answer),
                "what holds where nobody is found"
            );
        }
        match answer {
            Answer::Decided(decision) => decision,
            Answer::LookUp(_) => panic!("evidence was given"),
        }
    }
}
