//! The settings under which every component runs, and the bounded store in which one call runs.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use wasmtime::{Config, OptLevel, ResourceLimiter, Store, Trap};

use super::error::RulesError;
use super::limits::Limits;

/// How exactly wall-clock limits are kept. A tick costs the machine one wake-up.
const TICK: Duration = Duration::from_millis(100);

/// Elements of all tables of one instance: a component of 300 KB has some hundreds.
const TABLE_ELEMENTS: usize = 100_000;

/// A compiler, its limits and its clock; shared by all rules loaded with it.
pub(super) struct Sandbox {
    engine: wasmtime::Engine,
    limits: Limits,
    _ticker: Ticker,
}

impl Sandbox {
    pub(super) fn new(limits: &Limits) -> Result<Arc<Self>, RulesError> {
        let mut config = Config::new();
        config
            .wasm_component_model(true)
            .consume_fuel(true)
            .epoch_interruption(true)
            .max_wasm_stack(limits.stack)
            .cranelift_opt_level(OptLevel::Speed)
            // The rules scan bytes sixteen at a time where the compiler finds a way.
            .wasm_simd(true)
            // Its results may differ from one processor to the next; rules must not.
            .wasm_relaxed_simd(false)
            .wasm_memory64(false)
            // A NaN's bits are the one thing that plain WebAssembly leaves open.
            .cranelift_nan_canonicalization(true);
        let engine = wasmtime::Engine::new(&config).map_err(|e| RulesError::Engine { source: e.into() })?;
        let ticker = Ticker::start(engine.clone())?;
        Ok(Arc::new(Self { engine, limits: limits.clone(), _ticker: ticker }))
    }

    pub(super) fn engine(&self) -> &wasmtime::Engine {
        &self.engine
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A store in which calls may take `budget` in all.
    pub(super) fn cell(self: &Arc<Self>, budget: Duration) -> Cell {
        let mut store = Store::new(&self.engine, State { left: self.limits.memory, elements: TABLE_ELEMENTS });
        store.limiter(|state| state);
        store.epoch_deadline_trap();
        Cell { sandbox: Arc::clone(self), store, budget, poisoned: false }
    }
}

/// Advances the engine's epoch until dropped.
struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    fn start(engine: wasmtime::Engine) -> Result<Self, RulesError> {
        let (stop, stopped) = channel::<()>();
        let thread = std::thread::Builder::new()
            .name("rules-clock".to_owned())
            .spawn(move || {
                while let Err(std::sync::mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(TICK) {
                    engine.increment_epoch();
                }
            })
            .map_err(|e| RulesError::Engine { source: e.into() })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread only waits and counts: it ends within moments, and nothing is to be learnt from it.
            let _ended = thread.join();
        }
    }
}

/// What a call hands to the rules: its allowance is measured by it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Load {
    /// Lines, customers, candidates.
    pub(super) lines: usize,
    pub(super) bytes: usize,
}

impl Load {
    pub(super) fn plus(self, more: Self) -> Self {
        Self { lines: self.lines + more.lines, bytes: self.bytes + more.bytes }
    }

    pub(super) fn with(self, customer: &super::Customer) -> Self {
        self.plus(Self { lines: 1, bytes: customer.values.len() })
    }
}

/// What an instance holds of the host's memory. Counts all its memories together, unlike `StoreLimits`.
pub(super) struct State {
    left: usize,
    elements: usize,
}

/// Why growing was refused.
#[derive(Debug, thiserror::Error)]
#[error("more memory than the limit")]
struct MemoryLimit;

impl ResourceLimiter for State {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        self.left = self.left.checked_sub(more).ok_or(MemoryLimit)?;
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        self.elements = self.elements.checked_sub(more).ok_or(MemoryLimit)?;
        Ok(true)
    }
}

/// One store, in which every call is bounded. A call that fails poisons it.
pub(super) struct Cell {
    sandbox: Arc<Sandbox>,
    store: Store<State>,
    budget: Duration,
    poisoned: bool,
}

impl Cell {
    /// Runs a call with the allowance that its load gives it.
    pub(super) fn call<T>(
        &mut self,
        call: &'static str,
        load: Load,
        run: impl FnOnce(&mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, RulesError> {
        if self.poisoned {
            return Err(RulesError::Poisoned { call });
        }
        let limits = &self.sandbox.limits;
        let fuel = limits
            .fuel_per_call
            .saturating_add(limits.fuel_per_line.saturating_mul(load.lines as u64))
            .saturating_add(limits.fuel_per_byte.saturating_mul(load.bytes as u64));
        let answer = limits
            .bytes_per_answer
            .saturating_add(limits.answer_bytes_per_line.saturating_mul(load.lines))
            .saturating_add(limits.answer_bytes_per_byte.saturating_mul(load.bytes));
        let ticks = (self.budget.as_millis() / TICK.as_millis()).saturating_add(1);
        self.store.set_fuel(fuel).map_err(|e| RulesError::Engine { source: e.into() })?;
        self.store.set_hostcall_fuel(answer);
        self.store.set_epoch_deadline(u64::try_from(ticks).unwrap_or(u64::MAX / 2));
        let begun = Instant::now();
        let answer = run(&mut self.store);
        self.budget = self.budget.saturating_sub(begun.elapsed());
        answer.map_err(|e| {
            self.poisoned = true;
            classify(call, e)
        })
    }
}

/// Names what went wrong in a call.
fn classify(call: &'static str, error: wasmtime::Error) -> RulesError {
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => return RulesError::OutOfFuel { call },
        Some(Trap::Interrupt) => return RulesError::TimedOut { call },
        Some(Trap::StackOverflow) => return RulesError::StackOverflow { call },
        Some(_) => {
            return RulesError::Trapped { call, source: error.into() };
        }
        None => {}
    }
    if error.downcast_ref::<MemoryLimit>().is_some() {
        return RulesError::OutOfMemory { call };
    }
    // wasmtime keeps this error's type to itself; a test holds its words.
    if error.root_cause().to_string().contains("fuel allocated for hostcalls has been exhausted") {
        return RulesError::AnswerTooLarge { call };
    }
    RulesError::Malformed { call, source: error.into() }
}
