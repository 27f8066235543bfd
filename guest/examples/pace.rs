//! How long reading and deciding take, natively: `cargo run --release --example pace -- DIR`, where DIR holds
//! `base.csv` and `delta_M.csv` of the generator of test data.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers")]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use redescente_rules::types::{
    Answer, Ask, Context, Customer, Decision, Evidence, Found, Keys, Line, LookUp, Outcome, Purpose,
};
use redescente_rules::{Delivery, keys_of};

/// Bytes a call to `read`.
const PIECE: usize = 64 * 1024;

#[derive(Default)]
struct Base {
    customers: HashMap<String, Customer>,
    holders: HashMap<u64, Vec<String>>,
    decided: HashMap<(String, i64), Vec<u64>>,
}

impl Base {
    fn write(&mut self, customer: Customer, keys: Option<&Keys>) {
        for key in keys.iter().flat_map(|keys| &keys.held) {
            self.holders.entry(*key).or_default().retain(|id| *id != customer.id);
        }
        for key in keys.iter().flat_map(|keys| &keys.taken) {
            self.holders.entry(*key).or_default().push(customer.id.clone());
        }
        self.customers.insert(customer.id.clone(), customer);
    }

    fn apply(&mut self, line: &Line, decision: &Decision, keys: Option<&Keys>) {
        let id = line.customer.clone().unwrap();
        let modified_at = line.subject.as_ref().unwrap().modified_at;
        match decision.outcome {
            Outcome::Created => {
                let values = decision.received.clone().unwrap();
                self.write(Customer { id, modified_at, values }, keys);
            }
            Outcome::Corrected => {
                let current = self.customers[&id].values.clone();
                let mut values: Vec<&str> = current.split('\u{1f}').collect();
                for change in &decision.changes {
                    values[change.field as usize] = &change.value;
                }
                let values = values.join("\u{1f}");
                self.write(Customer { id, modified_at, values }, keys);
            }
            _ => {}
        }
    }

    fn evidence(&self, own: &str, keys: &Keys) -> Evidence {
        let mut ids: Vec<&String> = keys.sought.iter().filter_map(|key| self.holders.get(key)).flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        let candidates = ids.into_iter().filter(|id| *id != own).map(|id| self.customers[id].clone()).collect();
        Evidence { candidates, cut: Vec::new() }
    }
}

#[derive(Default)]
struct Times {
    read: Duration,
    decide: Duration,
    settle: Duration,
    lines: u32,
    asked: u32,
    looked_up: u32,
    candidates: u32,
}

fn run(base: &mut Base, file: &[u8], purpose: Purpose) -> Times {
    let mut delivery = Delivery::new(&context(purpose));
    let mut times = Times::default();
    for piece in file.chunks(PIECE) {
        let piece = piece.to_vec();
        let begin = Instant::now();
        let lines = delivery.read(piece).unwrap();
        times.read += begin.elapsed();
        times.lines += u32::try_from(lines.len()).unwrap();
        let mut batch: Vec<&Line> = Vec::new();
        for line in lines.iter().filter(|line| line.subject.is_ok()) {
            if batch.iter().any(|other| other.customer == line.customer) {
                decide(base, &mut delivery, &std::mem::take(&mut batch), &mut times);
            }
            batch.push(line);
        }
        decide(base, &mut delivery, &batch, &mut times);
    }
    times
}

/// Decides lines of different customers, and settles those that need it.
fn decide(base: &mut Base, delivery: &mut Delivery, lines: &[&Line], times: &mut Times) {
    let asks = lines.iter().map(|line| {
        let (id, subject) = (line.customer.clone().unwrap(), line.subject.as_ref().unwrap());
        let current = base.customers.get(&id).cloned();
        let prior = base.decided.entry((id, subject.modified_at)).or_default();
        let ask = Ask { number: line.number, current, prior: prior.clone(), later_source: false };
        prior.push(subject.digest);
        ask
    });
    let asks: Vec<Ask> = asks.collect();
    let begin = Instant::now();
    let answers = delivery.decide(asks.clone());
    times.decide += begin.elapsed();
    let (mut found, mut looked_up) = (Vec::new(), Vec::new());
    for ((line, answer), ask) in lines.iter().zip(answers).zip(asks) {
        times.asked += 1;
        match answer {
            Answer::Decided(decision) => base.apply(line, &decision, None),
            Answer::LookUp(LookUp { keys, alone }) => {
                let evidence = base.evidence(line.customer.as_ref().unwrap(), &keys);
                if let Some(alone) = alone.filter(|_| evidence == Evidence::default()) {
                    base.apply(line, &alone, Some(&keys));
                    continue;
                }
                times.candidates += u32::try_from(evidence.candidates.len()).unwrap();
                found.push(Found { ask, evidence });
                looked_up.push((line, keys));
            }
        }
    }
    times.looked_up += u32::try_from(found.len()).unwrap();
    let begin = Instant::now();
    let decisions = delivery.settle(found);
    times.settle += begin.elapsed();
    for ((line, keys), decision) in looked_up.iter().zip(&decisions) {
        base.apply(line, decision, Some(keys));
    }
}

fn context(purpose: Purpose) -> Context {
    Context { purpose, file_name: String::new(), now: i64::MAX / 2, parameters: Vec::new() }
}

fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let mut base = Base::default();
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "csv"));
    files.sort();
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let purpose = if path.ends_with("base.csv") { Purpose::FirstLoad } else { Purpose::Delivery };
        let times = run(&mut base, &bytes, purpose);
        let each = |time: Duration, count: u32| (time / count.max(1)).as_nanos();
        println!(
            "{}: {} lines, read {} ns; decide {} × {} ns; settle {} × {} ns ({} candidates)",
            path.display(),
            times.lines,
            each(times.read, times.lines),
            times.asked,
            each(times.decide, times.asked),
            times.looked_up,
            each(times.settle, times.looked_up),
            times.candidates,
        );
    }
    let customers: Vec<_> = base.customers.into_values().collect();
    let begin = Instant::now();
    let keys = keys_of(&context(Purpose::Delivery), &customers);
    println!("keys of {} customers: {} ns each", keys.len(), (begin.elapsed() / keys.len() as u32).as_nanos());
}
