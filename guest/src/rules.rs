//! Rules as a component exports them: whoever makes others says only what is different.

use crate::Delivery;
use crate::types::{
    Answer, Ask, Change, Context, Customer, Decision, Description, Edited, Evidence, Found, Kept, Layout, Line, Match,
    Modification, Proposal, Reason, ShownCells,
};

/// What a component of rules exports. Every function is the default rules' unless it is replaced.
///
/// ```
/// use redescente_rules::{Delivery, Rules, types};
///
/// struct Ours;
///
/// impl Rules for Ours {
///     type Reading = Delivery;
///
///     fn describe() -> types::Description {
///         types::Description { name: "ours".to_owned(), ..redescente_rules::describe() }
///     }
///
///     fn open(context: &types::Context) -> Delivery {
///         Delivery::new(context)
///     }
/// }
///
/// redescente_rules::export_rules!(Ours);
/// ```
pub trait Rules {
    /// A file being read and decided.
    type Reading: Reading;

    /// Says what these rules are.
    fn describe() -> Description {
        crate::describe()
    }

    /// What is wrong with parameters.
    fn check_parameters(parameters: &[(String, String)]) -> Vec<Reason> {
        crate::check_parameters(parameters)
    }

    /// Begins a file.
    fn open(context: &Context) -> Self::Reading;

    /// Decides kept modifications anew.
    fn decide_again(context: &Context, kept: &[Kept]) -> Vec<Answer> {
        crate::decide_again(context, kept)
    }

    /// The consents that a kept modification takes back.
    fn objection(modification: &Modification, current: &Customer) -> Vec<Change> {
        crate::objection(modification, current)
    }

    /// The cells of a window of a file.
    fn show(header: &[u8], window: &[u8], first_line: u32) -> Vec<ShownCells> {
        crate::show(header, window, first_line)
    }

    /// The blocking keys of each customer.
    fn keys_of(context: &Context, customers: &[Customer]) -> Vec<Vec<u64>> {
        crate::keys_of(context, customers)
    }

    /// The candidates who are the same person.
    fn matches(context: &Context, customer: &Customer, evidence: &Evidence) -> Vec<Match> {
        crate::matches(context, customer, evidence)
    }

    /// A person's change, checked.
    fn edit(context: &Context, current: Option<&Customer>, changes: &[Change], evidence: Option<&Evidence>) -> Edited {
        crate::edit(context, current, changes, evidence)
    }

    /// What merging two customers gives.
    fn merge(_context: &Context, kept: &Customer, absorbed: &Customer, absorbed_later: bool) -> Proposal {
        crate::merge(kept, absorbed, absorbed_later)
    }
}

/// A file being read and decided; the contract's resource `delivery` says what each function is for.
pub trait Reading {
    /// Takes the next bytes; returns the records that they complete. An error refuses the whole file.
    ///
    /// # Errors
    /// Why the file is refused.
    fn read(&mut self, bytes: Vec<u8>) -> Result<Vec<Line>, Reason>;

    /// Takes the next bytes; the records that they complete are read in another session and never asked about here.
    ///
    /// # Errors
    /// Why the file is refused.
    fn skip(&mut self, bytes: Vec<u8>) -> Result<(), Reason>;

    /// The file has ended: the last record, if any.
    ///
    /// # Errors
    /// Why the file is refused.
    fn end(&mut self) -> Result<Vec<Line>, Reason>;

    /// None before the header has been read.
    fn layout(&self) -> Option<Layout>;

    /// Decides lines, or names what to look up first; answers in the order asked.
    fn decide(&mut self, asks: Vec<Ask>) -> Vec<Answer>;

    /// Settles lines whose last answer was to look up; decisions in the order given.
    fn settle(&mut self, found: Vec<Found>) -> Vec<Decision>;

    /// Every line that was read is decided: none is named again.
    fn forget(&mut self);
}

impl Reading for Delivery {
    fn read(&mut self, bytes: Vec<u8>) -> Result<Vec<Line>, Reason> {
        Self::read(self, bytes)
    }

    fn skip(&mut self, bytes: Vec<u8>) -> Result<(), Reason> {
        Self::skip(self, bytes)
    }

    fn end(&mut self) -> Result<Vec<Line>, Reason> {
        Self::end(self)
    }

    fn layout(&self) -> Option<Layout> {
        Self::layout(self)
    }

    fn decide(&mut self, asks: Vec<Ask>) -> Vec<Answer> {
        Self::decide(self, asks)
    }

    fn settle(&mut self, found: Vec<Found>) -> Vec<Decision> {
        Self::settle(self, found)
    }

    fn forget(&mut self) {
        Self::forget(self);
    }
}

/// The default rules.
#[derive(Clone, Copy, Debug)]
pub struct DefaultRules;

impl Rules for DefaultRules {
    type Reading = Delivery;

    fn open(context: &Context) -> Delivery {
        Delivery::new(context)
    }
}

/// Makes a component of rules; without an effect where no component is built. The crate's type must be `cdylib`.
#[macro_export]
macro_rules! export_rules {
    ($rules:ty) => {
        #[cfg(target_arch = "wasm32")]
        type ExportedRules = $crate::component::Exported<$rules>;
        #[cfg(target_arch = "wasm32")]
        $crate::component::export!(ExportedRules with_types_in $crate::component);
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn(&$crate::types::Context) -> <$rules as $crate::Rules>::Reading = <$rules as $crate::Rules>::open;
    };
}
