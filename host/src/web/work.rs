//! Work that a person began on the page and that goes on by itself: of a kind, one at a time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::visit::Visit;
use crate::report::text::clean;
use crate::retrieval::Progress;

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    /// A file's name, or a code of the catalogue; empty while nothing is known yet.
    what: String,
    /// Bytes done of it.
    done: u64,
    /// Bytes it has; 0 = not known.
    total: u64,
}

impl State {
    /// For the script; `begin` is the entry of what is said while nothing is known yet.
    pub(super) fn json(&self, visit: &Visit<'_>, begin: &str) -> serde_json::Value {
        let what = match self.what.as_str() {
            "" => visit.say(begin),
            // A code of the catalogue or a file's name.
            what => visit.words.messages.find(what, &[]).unwrap_or_else(|| clean(what).into_owned()),
        };
        let percent = (self.total > 0).then(|| self.done.min(self.total) * 100 / self.total);
        let much = percent.map(|percent| format!("{percent} %")).unwrap_or_default();
        serde_json::json!({ "running": true, "what": what, "much": much, "percent": percent })
    }
}

/// At most one at a time; `E` is how one ended.
pub(super) struct Work<E> {
    state: Mutex<Option<State>>,
    ended: Mutex<Option<E>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    stopped: AtomicBool,
}

impl<E> Default for Work<E> {
    fn default() -> Self {
        let (state, ended, thread) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { state, ended, thread, stopped: AtomicBool::new(false) }
    }
}

impl<E: Clone + Send + 'static> Work<E> {
    /// Begins it in a thread of its own, unless one runs; `fault` is how it ended where that thread breaks off.
    pub(super) fn begin(self: &Arc<Self>, fault: E, work: impl FnOnce(Ending<E>) + Send + 'static) {
        {
            let mut state = locked(&self.state);
            if state.is_some() {
                return;
            }
            *state = Some(State::default());
        }
        self.wait();
        self.stopped.store(false, Ordering::Relaxed);
        self.set(None);
        let ending = Ending { work: Arc::clone(self), ended: fault };
        *locked(&self.thread) = Some(std::thread::spawn(move || work(ending)));
    }

    /// How far it is; none where nothing runs.
    pub(super) fn state(&self) -> Option<State> {
        locked(&self.state).clone()
    }

    /// How the last one ended.
    pub(super) fn ended(&self) -> Option<E> {
        locked(&self.ended).clone()
    }

    /// Remembers another end, or none.
    pub(super) fn set(&self, ended: Option<E>) {
        *locked(&self.ended) = ended;
    }

    /// Lets it know that nobody wants it any more.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Waits until nothing runs.
    pub(super) fn wait(&self) {
        let thread = locked(&self.thread).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl<E> Work<E> {
    fn change(&self, change: impl FnOnce(&mut State)) {
        if let Some(state) = locked(&self.state).as_mut() {
            change(state);
        }
    }
}

impl<E> Progress for Work<E> {
    fn begin(&self, what: &str, bytes: u64) {
        self.change(|state| *state = State { what: what.to_owned(), done: 0, total: bytes });
    }

    fn advance(&self, bytes: u64) {
        self.change(|state| state.done += bytes);
    }

    fn end(&self) {
        self.change(|state| state.done = state.total);
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// Ends what runs, however its thread ends: with what was told it, else with a fault.
pub(super) struct Ending<E: Clone> {
    work: Arc<Work<E>>,
    ended: E,
}

impl<E: Clone> Ending<E> {
    /// Where it is told how far it is.
    pub(super) fn progress(&self) -> &dyn Progress
    where
        E: 'static,
    {
        &*self.work
    }

    /// It is through.
    pub(super) fn with(mut self, ended: E) {
        self.ended = ended;
    }
}

impl<E: Clone> Drop for Ending<E> {
    fn drop(&mut self) {
        *locked(&self.work.ended) = Some(self.ended.clone());
        *locked(&self.work.state) = None;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
