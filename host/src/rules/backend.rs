//! What runs rules: one implementation a contract version, and one for rules compiled into the host.
//!
//! Nothing here is checked: [`super::Rules`] and [`super::Delivery`] check every answer, whoever gave it.

use super::error::RulesError;
use super::sandbox::Load;
use super::{
    Answer, Ask, Cells, Change, Context, Customer, Decision, Description, Edited, Evidence, Found, Kept, Layout, Line,
    Match, Modification, Proposal, Reason,
};

/// Rules ready to be asked.
pub(super) trait Backend: Send + Sync {
    /// Asks one instance twice; [`RulesError::Unstable`] where the answers differ.
    fn describe(&self) -> Result<Description, RulesError>;

    fn check_parameters(&self, parameters: &[(String, String)], load: Load) -> Result<Vec<Reason>, RulesError>;

    fn keys_of(&self, context: &Context, customers: &[Customer], load: Load) -> Result<Vec<Vec<u64>>, RulesError>;

    fn matches(
        &self,
        context: &Context,
        customer: &Customer,
        evidence: &Evidence,
        load: Load,
    ) -> Result<Vec<Match>, RulesError>;

    fn edit(
        &self,
        context: &Context,
        current: Option<&Customer>,
        changes: &[Change],
        evidence: Option<&Evidence>,
        load: Load,
    ) -> Result<Edited, RulesError>;

    fn merge(
        &self,
        context: &Context,
        kept: &Customer,
        absorbed: &Customer,
        absorbed_later: bool,
        load: Load,
    ) -> Result<Proposal, RulesError>;

    fn decide_again(&self, context: &Context, kept: &[Kept], load: Load) -> Result<Vec<Answer>, RulesError>;

    fn objection(&self, modification: &Modification, current: &Customer, load: Load)
    -> Result<Vec<Change>, RulesError>;

    fn show(&self, header: &[u8], window: &[u8], first_line: u32, load: Load) -> Result<Vec<Cells>, RulesError>;

    fn open(&self, context: &Context, load: Load) -> Result<Box<dyn Session>, RulesError>;

    /// Whether sessions can skip what another one reads.
    fn can_skip(&self) -> bool;
}

/// A delivery being read and decided.
pub(super) trait Session: Send {
    fn read(&mut self, bytes: &[u8], load: Load) -> Result<Result<Vec<Line>, Reason>, RulesError>;
    /// Only where [`Backend::can_skip`].
    fn skip(&mut self, bytes: &[u8], load: Load) -> Result<Result<(), Reason>, RulesError>;
    fn end(&mut self, load: Load) -> Result<Result<Vec<Line>, Reason>, RulesError>;
    fn layout(&mut self, load: Load) -> Result<Option<Layout>, RulesError>;
    fn decide(&mut self, asks: &[Ask], load: Load) -> Result<Vec<Answer>, RulesError>;
    fn settle(&mut self, found: &[Found], load: Load) -> Result<Vec<Decision>, RulesError>;
    /// Nothing that was read so far is named again.
    fn forget(&mut self) -> Result<(), RulesError>;
    /// Ends the delivery and begins another in the same instance.
    fn next(self: Box<Self>, context: &Context, load: Load) -> Result<Box<dyn Session>, RulesError>;
}
