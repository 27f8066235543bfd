//! What is held about people: found twice, exported, forgotten when its time is over, erased everywhere.

mod canary;
mod retention;
mod scan;
mod told_apart;
