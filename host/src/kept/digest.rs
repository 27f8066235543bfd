//! The digest of a content as it comes; of a long one, taken beside the transfer by a second core.

use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use sha2::{Digest as _, Sha256};

/// From so many bytes on, a thread pays off.
const LONG: u64 = 4 << 20;
/// Blocks that wait for it at most; each is as long as what the transfer reads at a time.
const WAITING: usize = 16;

/// A digest being taken.
#[derive(Debug)]
pub(super) struct Digest {
    bytes: u64,
    /// None for a moment, while it moves.
    place: Option<Place>,
}

#[derive(Debug)]
enum Place {
    Here(Sha256),
    Beside(Beside),
}

#[derive(Debug)]
struct Beside {
    blocks: SyncSender<Vec<u8>>,
    /// Blocks to be used again: making new ones would cost as much as the digest.
    used: Receiver<Vec<u8>>,
    thread: JoinHandle<Sha256>,
}

impl Default for Digest {
    fn default() -> Self {
        Self { bytes: 0, place: Some(Place::Here(Sha256::new())) }
    }
}

impl Digest {
    /// Takes more bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.place = match self.place.take() {
            Some(Place::Here(digest)) if self.bytes >= LONG => Some(Place::begin(digest)),
            place => place,
        };
        match &mut self.place {
            Some(Place::Here(digest)) => digest.update(bytes),
            Some(Place::Beside(beside)) => beside.update(bytes),
            None => {}
        }
    }

    /// Of everything taken.
    pub(super) fn finish(self) -> [u8; 32] {
        match self.place {
            Some(Place::Here(digest)) => digest.finalize().into(),
            Some(Place::Beside(Beside { blocks, thread, .. })) => {
                drop(blocks);
                thread.join().expect("taking a digest never panics").finalize().into()
            }
            None => unreachable!("it only moves within an update"),
        }
    }
}

impl Place {
    fn begin(mut digest: Sha256) -> Self {
        let (blocks, taken) = sync_channel::<Vec<u8>>(WAITING);
        let (done, used) = channel();
        let here = digest.clone();
        let work = move || {
            for block in taken {
                digest.update(&block);
                // Nobody needs the last ones back.
                let _ = done.send(block);
            }
            digest
        };
        match thread::Builder::new().spawn(work) {
            Ok(thread) => Self::Beside(Beside { blocks, used, thread }),
            // A machine that has no thread left still has time.
            Err(_) => Self::Here(here),
        }
    }
}

impl Beside {
    fn update(&self, bytes: &[u8]) {
        let mut block = self.used.try_recv().unwrap_or_default();
        block.clear();
        block.extend_from_slice(bytes);
        self.blocks.send(block).expect("it listens until there is nothing left to say");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn here_and_beside_are_the_same() {
        for length in [0, 1, LONG - 1, LONG, LONG + 1, 3 * LONG + 12_345] {
            let bytes: Vec<u8> = (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
            let mut digest = Digest::default();
            bytes.chunks(100_003).for_each(|block| digest.update(block));
            assert_eq!(digest.finish(), <[u8; 32]>::from(Sha256::digest(&bytes)), "{length}");
        }
    }
}
