//! Everything held about one person, as JSON.

use super::{CustomerView, HistoryView, NameView, Ordered, WithheldView, customer, history, name, pairs, withheld};
use crate::privacy::export::Export;
use crate::report::words::Words;
use crate::report::{Delivered, HeldVersion};

/// What `customer export` gives.
#[derive(serde::Serialize)]
pub struct ExportView<'a> {
    identifiers: &'a [String],
    customer: Option<CustomerView<'a>>,
    history: Vec<VersionView<'a>>,
    withheld: Vec<WithheldView<'a>>,
    pairs: Vec<pairs::PairView<'a>>,
    distinct: &'a [String],
}

#[derive(serde::Serialize)]
struct VersionView<'a> {
    #[serde(flatten)]
    entry: HistoryView<'a>,
    values: Ordered<'a, &'a str>,
    delivered: Option<DeliveredView<'a>>,
}

#[derive(serde::Serialize)]
struct DeliveredView<'a> {
    delivery: NameView<'a>,
    line: u32,
    header: &'a str,
    record: &'a str,
}

/// Everything held about one person.
pub fn export<'a>(export: &'a Export, words: &'a Words<'_>) -> ExportView<'a> {
    ExportView {
        identifiers: &export.identifiers,
        customer: export.customer.as_ref().map(|one| customer(one, words)),
        history: export.versions.iter().map(|version| view(version, words)).collect(),
        withheld: export.withheld.iter().map(|one| withheld(one, words)).collect(),
        pairs: export.pairs.iter().map(|pair| pairs::pair(pair, words)).collect(),
        distinct: &export.distinct,
    }
}

fn view<'a>(version: &'a HeldVersion, words: &'a Words<'_>) -> VersionView<'a> {
    let delivered = |Delivered { delivery, line, header, record }: &'a Delivered| DeliveredView {
        delivery: name(delivery),
        line: *line,
        header,
        record,
    };
    VersionView {
        entry: history(&version.modification, words),
        values: Ordered(version.values.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect()),
        delivered: version.delivered.as_ref().map(delivered),
    }
}
