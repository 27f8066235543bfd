//! `fetch ADDRESS USER FOLDER`: brings every file of a plain FTP folder, and says how long that took.
//!
//! For `cargo xtask exchange`. The password is `REDESCENTE_EXCHANGE_PASSWORD`. `transfer` ends when the server has said
//! that a file is complete; `kept` when it is durable under the name of its content.
#![expect(clippy::print_stdout, reason = "it tells a program how long it took")]

use std::{path::Path, time::Instant};

use anyhow::Context as _;
use redescente::{
    config::{Exchange, Place, Security},
    kept::Kept,
    source::{self, ExchangeSettings, Listed, Secret},
};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, user, folder] = arguments.as_slice() else { anyhow::bail!("fetch ADDRESS USER FOLDER") };
    let settings = ExchangeSettings {
        place: Place::parse(address).map_err(anyhow::Error::msg)?,
        exchange: Exchange { security: Security::None, user: user.clone(), ..Exchange::default() },
        password: Secret(std::env::var("REDESCENTE_EXCHANGE_PASSWORD").context("no password")?),
        pattern: "*".into(),
    };
    let mut source = source::open(&settings)?;
    let listing = source.list(&|_: &Listed| false)?;
    let kept = Kept::open_folder(Path::new(folder))?;
    let (mut bytes, mut transfer, mut durable) = (0, 0.0, 0.0);
    for file in &listing.files {
        let began = Instant::now();
        let mut part = kept.begin(file)?;
        source.fetch(file, &mut part, &mut |_| ())?;
        transfer += began.elapsed().as_secs_f64();
        bytes += kept.finish(part)?.size;
        durable += began.elapsed().as_secs_f64();
    }
    println!("{}", serde_json::json!({ "bytes": bytes, "transfer": transfer, "kept": durable }));
    Ok(())
}
