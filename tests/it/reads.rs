//! How long the library's reads take, on a base that is given: `REDESCENTE_PAGE_BASE` names a data folder.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use redescente::report::{HistoryFilter, LineFilter, Operation, RetrievalFilter};
use redescente::store::Store;

use crate::store::not_run;

/// What a read may take: nobody notices it.
const LIMIT: Duration = Duration::from_millis(10);
/// Times each is asked; the median counts.
const TIMES: usize = 9;
/// Rows of a window, as the page shows them.
const WINDOW: usize = 100;

#[test]
fn every_read_is_quick() {
    let Some(folder) = std::env::var_os("REDESCENTE_PAGE_BASE") else {
        return not_run("every_read_is_quick", "REDESCENTE_PAGE_BASE names no data folder with a big base");
    };
    let mut store = Store::open(Path::new(&folder)).unwrap();
    let base = &mut store.base;
    let retrievals = base.retrievals(&RetrievalFilter::default()).unwrap();
    let delivery = retrievals.iter().flat_map(|one| &one.deliveries).next().expect("a delivery").id;
    let customer = base.find("martin", 1).unwrap().pop().expect("somebody is found").id;
    let of = |operations: &[Operation]| LineFilter { outcomes: operations.to_vec(), ..LineFilter::default() };
    let history = HistoryFilter { customer: Some(customer.clone()), ..HistoryFilter::default() };
    let mut slow = Vec::new();
    let mut measure = |what: &str, read: &mut dyn FnMut() -> usize| {
        let mut rows = 0;
        let mut took: Vec<Duration> = (0..TIMES)
            .map(|_| {
                let begun = Instant::now();
                rows = read();
                begun.elapsed()
            })
            .collect();
        took.sort_unstable();
        let (median, worst) = (took[TIMES / 2], took[TIMES - 1]);
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        println!("{:>8.2} ms  (slowest {:>8.2})  {what}: {rows}", milliseconds(median), milliseconds(worst));
        if median > LIMIT {
            slow.push(format!("{what}: {median:?}"));
        }
    };
    measure("the report", &mut || base.retrievals(&RetrievalFilter::default()).unwrap().len());
    measure("lines of a delivery", &mut || base.lines(delivery, &of(&[]), WINDOW).unwrap().len());
    for outcome in [Operation::Corrected, Operation::Duplicate, Operation::Rejected] {
        measure(&format!("lines {outcome:?}"), &mut || base.lines(delivery, &of(&[outcome]), WINDOW).unwrap().len());
    }
    measure("one customer", &mut || usize::from(base.customer(&customer).unwrap().is_some()));
    measure("history of one customer", &mut || {
        let mut rows = 0;
        let mut each = |_| {
            rows += 1;
            ControlFlow::Continue(())
        };
        base.history(&history, &mut each).unwrap();
        rows
    });
    measure("history", &mut || base.history_window(&HistoryFilter::default(), None, WINDOW).unwrap().len());
    measure("the queue", &mut || base.withheld_window(None, None, 0, WINDOW as u32).unwrap().len());
    for text in ["martin", "dupont mar", "299", "C001"] {
        measure(&format!("search for {text}"), &mut || base.find(text, WINDOW as u32).unwrap().len());
    }
    assert_eq!(slow, Vec::<String>::new());
}
