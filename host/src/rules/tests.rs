//! Components that misbehave, and one that walks through the whole contract.

mod answers;
mod components;
mod hostile;
mod loading;

use super::{Ask, Context, Customer, Engine, Evidence, Found, Limits, Purpose, Rules};

fn engine() -> Engine {
    Engine::new(&Limits::default()).expect("an engine")
}

fn load(name: &str) -> Rules {
    engine().load(&components::component(name)).expect("rules")
}

fn context() -> Context {
    Context {
        purpose: Purpose::Delivery,
        file_name: "CLIENTS_1.csv".to_owned(),
        now: 1_700_000_000,
        parameters: vec![],
    }
}

fn ask(number: u32) -> Ask {
    Ask { number, current: None, prior: vec![], later_source: false }
}

fn customer(id: &str, values: &str) -> Customer {
    Customer { id: id.to_owned(), modified_at: 0, values: values.to_owned() }
}

fn found(number: u32, candidates: &[Customer]) -> Found {
    Found { ask: ask(number), evidence: Evidence { candidates: candidates.to_vec(), cut: vec![] } }
}
