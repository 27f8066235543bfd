//! `cargo xtask exchange`: the product beside `curl` on the real FTP daemons, in turn.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use crate::{
    build, daemons,
    measure::{Cost, median},
    workspace::{Workspace, answer, run},
};

const USER: &str = "ftptest";
const PASSWORD: &str = "secret";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Name of the folder under `data/`, and port.
const DAEMONS: [(&str, u16); 4] = [("vsftpd", 2121), ("proftpd", 2122), ("pureftpd", 2123), ("pyftpd", 2124)];
/// Files that a provider leaves lying.
const LEFT: u32 = 30;

/// Measures retrievals beside `curl` on the real FTP daemons (root, Debian).
#[derive(Debug, clap::Args)]
pub(crate) struct Exchange {
    /// Size of the large file.
    #[arg(long, default_value_t = 500)]
    megabytes: u64,
    /// How many small files.
    #[arg(long, default_value_t = 1_000)]
    files: u32,
    /// Runs of each; medians are compared.
    #[arg(long, default_value_t = 5)]
    runs: u32,
}

impl Exchange {
    /// Starts the daemons, measures, stops them.
    pub(crate) fn run(&self, workspace: &Workspace) -> anyhow::Result<()> {
        daemons::prepare()?;
        let built = build::build(workspace)?;
        // Tests' own dependencies come with it: built apart, so that the product stays what it is.
        run(workspace.cargo("build").args(["--example", "fetch"]))?;
        let daemons = daemons::start(workspace)?;
        let bench = Bench {
            workspace,
            binary: &built.binary,
            fetch: workspace.program("examples/fetch"),
            python: std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into()).into(),
            scratch: tempfile::tempdir().context("no temporary folder")?,
            data: daemons.folder().join("data"),
            runs: self.runs,
        };
        let mut told = serde_json::Map::new();
        told.insert("large".into(), bench.large(self.megabytes << 20)?);
        told.insert("small".into(), bench.small(self.files)?);
        told.insert("startup".into(), bench.startup()?);
        let file = workspace.target.join("bench").join("exchange.json");
        fs::create_dir_all(file.with_file_name("")).context("can't make the folder of the results")?;
        fs::write(&file, serde_json::to_string_pretty(&Value::from(told))? + "\n")
            .with_context(|| format!("can't write {}", file.display()))?;
        println!("{}", file.display());
        Ok(())
    }
}

struct Bench<'a> {
    workspace: &'a Workspace,
    binary: &'a Path,
    /// The transfer alone.
    fetch: PathBuf,
    python: PathBuf,
    scratch: tempfile::TempDir,
    /// What the daemons serve.
    data: PathBuf,
    runs: u32,
}

impl Bench<'_> {
    /// One large file of plain FTP: seconds and most memory. The rules refuse it, so that only its way here is measured.
    fn large(&self, bytes: u64) -> anyhow::Result<Value> {
        let served = self.data.join("vsftpd/bench-large");
        write_noise(&served.join("CLIENTS_large.csv"), bytes)?;
        let little = self.data.join("vsftpd/bench-little");
        write_noise(&little.join("CLIENTS_little.csv"), 1 << 20)?;
        let mut ours = Vec::new();
        let (mut alone, mut kept) = (Vec::new(), Vec::new());
        let (mut theirs, mut durable) = (Vec::new(), Vec::new());
        for _ in 0..self.runs {
            ours.push(self.retrieve("bench-large", 1)?);
            let (transfer, whole) = self.fetch("bench-large", bytes)?;
            alone.push(transfer);
            kept.push(whole);
            theirs.push(self.curl(2121, "bench-large/CLIENTS_large.csv", false)?.wall);
            durable.push(self.curl(2121, "bench-large/CLIENTS_large.csv", true)?.wall);
        }
        let small_peak = self.retrieve("bench-little", 1)?.peak_kib / 1024.0;
        let wall = median(ours.iter().map(|cost| cost.wall));
        let peak = ours.iter().map(|cost| cost.peak_kib / 1024.0).fold(0.0, f64::max);
        let [alone, kept, curl, durable] = [alone, kept, theirs, durable].map(|times| median(times.into_iter()));
        let megabytes = bytes as f64 / 1e6;
        println!("one file of {megabytes:.0} MB, vsftpd, plain, median of {}:", self.runs);
        let line = |what: &str, seconds: f64| println!("  {what:<40}{seconds:>7.2} s{:>7.0} MB/s", megabytes / seconds);
        line("redescente, transfer", alone);
        line("curl -o", curl);
        line("redescente, kept: digest, durable", kept);
        line("curl -o, then sync", durable);
        line("redescente retrieve, whole process", wall);
        println!("  most memory of retrieve: {peak:.1} MiB; with a file of 1 MB: {small_peak:.1} MiB");
        Ok(json!({"bytes": bytes, "transfer_s": alone, "curl_s": curl, "kept_s": kept, "curl_and_sync_s": durable,
            "retrieve_s": wall, "peak_mib": peak, "peak_mib_of_1_mb": small_peak}))
    }

    /// Many small files, each a delivery of its own.
    fn small(&self, files: u32) -> anyhow::Result<Value> {
        let served = self.data.join("vsftpd/bench-small");
        fill(&served, files)?;
        let address = format!("ftp://127.0.0.1:2121/bench-small/CLIENTS_[0000-{:04}].csv", files - 1);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..self.runs {
            ours.push(self.retrieve("bench-small", files as usize)?);
            let into = tempfile::tempdir_in(self.scratch.path()).context("no temporary folder")?;
            let output = into.path().join("#1.csv");
            let curl = ["curl", "-sS", "-u", &format!("{USER}:{PASSWORD}"), &address, "-o", &output.to_string_lossy()];
            theirs.push(Cost::of(self.workspace, &self.python, &curl)?.wall);
        }
        let (wall, curl) = (median(ours.iter().map(|cost| cost.wall)), median(theirs.into_iter()));
        let peak = ours.iter().map(|cost| cost.peak_kib / 1024.0).fold(0.0, f64::max);
        println!("{files} small files, vsftpd, plain: fetched, decided, applied, each durable");
        println!("  redescente retrieve   {wall:>7.2} s  peak {peak:.1} MiB");
        println!("  curl (fetches only)   {curl:>7.2} s");
        Ok(json!({"files": files, "redescente_s": wall, "peak_mib": peak, "curl_s": curl}))
    }

    /// The start-up that finds nothing new beside files that lie there.
    fn startup(&self) -> anyhow::Result<Value> {
        println!("startup with nothing new, {LEFT} files left on the server, median of {}:", 2 * self.runs);
        let mut told = serde_json::Map::new();
        for (name, port) in DAEMONS {
            fill(&self.data.join(name).join("bench-left"), LEFT)?;
            let store = self.store(port, "bench-left")?;
            self.show(&store, &["settings", "set", "reception.automatic", "true"])?;
            self.cost(&store, "2026-01-01T08:00:00Z", &["retrieve"])?;
            let (mut ours, mut skipped, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
            for day in 1..=2 * self.runs {
                let now = format!("2026-02-{day:02}T08:00:00Z");
                let cost = self.cost(&store, &now, &["startup"])?;
                expect(&cost, "nothing-new", 0)?;
                ours.push(cost.wall);
                let again = self.cost(&store, &now, &["startup"])?;
                expect(&again, "skipped", 0)?;
                skipped.push(again.wall);
                theirs.push(self.curl(port, "bench-left/", false)?.wall);
            }
            let [ours, skipped, theirs] = [ours, skipped, theirs].map(|times| median(times.into_iter()) * 1e3);
            println!(
                "  {name:<9} startup {ours:>6.1} ms   curl listing {theirs:>6.1} ms   second launch {skipped:>5.1} ms"
            );
            told.insert(name.into(), json!({"startup_ms": ours, "curl_ms": theirs, "done_today_ms": skipped}));
        }
        Ok(told.into())
    }

    /// A fresh store whose exchange is a folder of a daemon, plain.
    fn store(&self, port: u16, folder: &str) -> anyhow::Result<tempfile::TempDir> {
        let store = tempfile::tempdir_in(self.scratch.path()).context("no temporary folder")?;
        self.show(&store, &["init"])?;
        self.show(&store, &["settings", "set", "exchange.url", &format!("ftp://127.0.0.1:{port}/{folder}")])?;
        self.show(&store, &["settings", "set", "exchange.security", "none"])?;
        self.show(&store, &["settings", "set", "exchange.user", USER])?;
        self.show(&store, &["settings", "set", "watch.days-without-file", "0"])?;
        Ok(store)
    }

    fn show(&self, store: &tempfile::TempDir, arguments: &[&str]) -> anyhow::Result<()> {
        answer(Command::new(self.binary).arg("--data").arg(store.path()).args(arguments)).map(|_| ())
    }

    fn cost(&self, store: &tempfile::TempDir, now: &str, arguments: &[&str]) -> anyhow::Result<Cost> {
        let (now, password) = (format!("REDESCENTE_NOW={now}"), format!("REDESCENTE_EXCHANGE_PASSWORD={PASSWORD}"));
        let (binary, data) = (self.binary.to_string_lossy(), store.path().to_string_lossy());
        let start = ["env", &now, &password, &binary, "--format", "json", "--data", &data];
        Cost::of(self.workspace, &self.python, &[&start[..], arguments].concat())
    }

    /// One retrieval of a folder by a fresh store.
    fn retrieve(&self, folder: &str, files: usize) -> anyhow::Result<Cost> {
        let store = self.store(2121, folder)?;
        let cost = self.cost(&store, "2026-01-01T08:00:00Z", &["retrieve"])?;
        let status = if folder == "bench-small" { "done" } else { "partial" };
        expect(&cost, status, files)?;
        Ok(cost)
    }

    /// The transfer alone, and with what makes a content kept.
    fn fetch(&self, folder: &str, bytes: u64) -> anyhow::Result<(f64, f64)> {
        let into = tempfile::tempdir_in(self.scratch.path()).context("no temporary folder")?;
        let mut command = Command::new(&self.fetch);
        command.arg(format!("ftp://127.0.0.1:2121/{folder}")).arg(USER).arg(into.path());
        let told = answer(command.env("REDESCENTE_EXCHANGE_PASSWORD", PASSWORD))?;
        let told: Value = serde_json::from_slice(&told).context("fetch gave no JSON")?;
        match (told["bytes"].as_u64(), told["transfer"].as_f64(), told["kept"].as_f64()) {
            (Some(came), Some(transfer), Some(kept)) if came == bytes => Ok((transfer, kept)),
            _ => bail!("fetch brought something else: {told}"),
        }
    }

    fn curl(&self, port: u16, path: &str, sync: bool) -> anyhow::Result<Cost> {
        let into = self.scratch.path().join("curl");
        let command = format!(
            "curl -sS -u {USER}:{PASSWORD} ftp://127.0.0.1:{port}/{path} -o {into}{sync}",
            into = into.display(),
            sync = if sync { format!(" && sync {}", into.display()) } else { String::new() }
        );
        let cost = Cost::of(self.workspace, &self.python, &["sh", "-c", &command])?;
        fs::remove_file(&into).context("curl wrote nothing")?;
        Ok(cost)
    }
}

/// Fails unless a run did what is measured.
fn expect(cost: &Cost, status: &str, deliveries: usize) -> anyhow::Result<()> {
    let told: Value = serde_json::from_str(&cost.stdout).context("redescente gave no JSON")?;
    let retrieval = &told["retrieval"];
    let came = retrieval["deliveries"].as_array().map_or(0, Vec::len);
    if retrieval["status"] != status || came != deliveries {
        bail!("expected {status} and {deliveries} deliveries: {retrieval}");
    }
    Ok(())
}

/// Small deliveries of one customer each, one a day and each day of a month again.
fn fill(folder: &Path, files: u32) -> anyhow::Result<()> {
    for number in 0..files {
        let text = format!("ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE\nC{number};2024-11-02;Nom{number};Prénom;Ville\n");
        let age = DAY * (1 + number % LEFT);
        write_aged(&folder.join(format!("CLIENTS_{number:04}.csv")), age, |file| Ok(file.write_all(text.as_bytes())?))?;
    }
    Ok(())
}

fn write_noise(file: &Path, bytes: u64) -> anyhow::Result<()> {
    let block: Vec<u8> = (0..1_u32 << 20).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    write_aged(file, DAY, |file| {
        (0..bytes >> 20).try_for_each(|_| file.write_all(&block))?;
        Ok(file.sync_all()?)
    })
}

fn write_aged(path: &Path, age: Duration, write: impl FnOnce(&mut File) -> anyhow::Result<()>) -> anyhow::Result<()> {
    fs::create_dir_all(path.with_file_name(""))
        .with_context(|| format!("can't make the folder of {}", path.display()))?;
    let mut file = File::create(path).with_context(|| format!("can't write {}", path.display()))?;
    write(&mut file)?;
    file.set_modified(SystemTime::now() - age).with_context(|| format!("can't date {}", path.display()))
}
