//! Whether the base is what its history says.

/// What was compared, and what differs: nothing, in a sound base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Entries of the history.
    pub versions: u64,
    /// Customers in the base.
    pub customers: u64,
    /// Identifiers that lead elsewhere.
    pub aliases: u64,
    /// Modifications in the queue.
    pub withheld: u64,
    /// Blocking keys.
    pub keys: u64,
    /// Where base and history disagree.
    pub differences: Vec<Difference>,
}

/// One kind of disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// About what.
    pub subject: Subject,
    /// How many.
    pub count: u64,
    /// The first of them, by its identifier or number.
    pub first: String,
}

/// What can disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The file itself.
    File,
    /// Customers as they are now.
    Customer,
    /// The order of the history.
    Chain,
    /// Identifiers that lead elsewhere.
    Alias,
    /// The queue.
    Withheld,
    /// Counts of a delivery.
    Delivery,
    /// Blocking keys.
    Key,
}

impl Subject {
    /// The code used in JSON and in the message catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Customer => "customer",
            Self::Chain => "chain",
            Self::Alias => "alias",
            Self::Withheld => "withheld",
            Self::Delivery => "delivery",
            Self::Key => "key",
        }
    }
}
