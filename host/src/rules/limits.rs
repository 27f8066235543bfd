//! What rules may use up.

use std::time::Duration;

/// What rules may use up; each call is given its part and no more.
///
/// Fuel decides: the same call always gets equally far. Wall-clock time only protects, and depends on the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Fuel for any call, however little it is handed. One unit is about one instruction, or one byte moved.
    ///
    /// A tenth of a second or less; `open` needs 2,000.
    pub fuel_per_call: u64,
    /// Fuel for each line, customer or candidate handed over.
    ///
    /// The default rules need 14,000 to 26,000 to decide a line and 18,000 to 40,000 to settle it.
    pub fuel_per_line: u64,
    /// Fuel for each byte handed over, or of a line asked about.
    ///
    /// The default rules need 150 to read one.
    pub fuel_per_byte: u64,
    /// Bytes of all memories and tables of one instance.
    ///
    /// A batch of 262,144 lines read ahead takes about 150 MiB in the rules.
    pub memory: usize,
    /// Bytes of stack. The rules' own recursion is shallow; wasmtime's default is 512 KiB too.
    pub stack: usize,
    /// Seconds that one delivery's calls may take in all, the host's own work not counted.
    ///
    /// A million lines take ten seconds on an office machine and a minute on an old till.
    pub seconds_per_delivery: u64,
    /// Seconds that one call outside a delivery may take.
    pub seconds_per_call: u64,
    /// Bytes of any answer, however little was asked.
    ///
    /// Room for one line whose every cell has the 1,000 characters allowed, several times over.
    pub bytes_per_answer: usize,
    /// Further bytes of answer for each line, customer or candidate handed over: ten times an ordinary line's.
    pub answer_bytes_per_line: usize,
    /// Further bytes of answer for each byte handed over.
    ///
    /// The shortest record has two bytes, and a line takes about a hundred in the host.
    pub answer_bytes_per_byte: usize,
    /// Bytes of a component.
    ///
    /// Ours has 0.3 MB; compiling is the one thing that fuel does not bound.
    pub component: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fuel_per_call: 50_000_000,
            fuel_per_line: 1_000_000,
            fuel_per_byte: 5_000,
            memory: 512 << 20,
            stack: 512 << 10,
            seconds_per_delivery: 900,
            seconds_per_call: 60,
            bytes_per_answer: 8 << 20,
            answer_bytes_per_line: 4 << 10,
            answer_bytes_per_byte: 64,
            component: 8 << 20,
        }
    }
}

impl Limits {
    pub(super) fn per_delivery(&self) -> Duration {
        Duration::from_secs(self.seconds_per_delivery)
    }

    pub(super) fn per_call(&self) -> Duration {
        Duration::from_secs(self.seconds_per_call)
    }
}
