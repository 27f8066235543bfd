//! `cargo xtask bench`: the product and programs that do the same work, in turn; a year of days; instructions.

mod days;
mod instructions;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, bail};
use serde_json::{Map, Value, json};

use crate::{
    build,
    measure::{Cost, median},
    workspace::{Workspace, answer, run},
};

/// Measures the product and a Python program that does the same, in turn.
///
/// With `--days`, as many daily deliveries one after the other; with `--instructions`, instructions instead of seconds.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// Customers in the base.
    #[arg(long, default_value_t = 100_000)]
    customers: u32,
    /// Modifications delivered.
    #[arg(long, default_value_t = 10_000)]
    lines: u32,
    /// Runs of each; medians are compared.
    #[arg(long, default_value_t = 5)]
    runs: u32,
    /// A folder with `prepare_duckdb.py` and `peer_duckdb.py`: measures DuckDB too (needs its Python module and the program sqlite3).
    #[arg(long)]
    duckdb: Option<PathBuf>,
    /// Daily deliveries, each of `--lines`, instead of one: is the last as fast as the tenth?
    #[arg(long, conflicts_with = "instructions")]
    days: Option<u32>,
    /// Counts instructions by valgrind, which tells a regression without a clock.
    #[arg(long)]
    instructions: bool,
    /// Writes the count down as the one to compare with.
    #[arg(long, requires = "instructions")]
    record: bool,
}

impl Bench {
    /// Prepares the work, measures, and checks that the product's counts are the expected ones.
    pub(crate) fn run(&self, workspace: &Workspace) -> anyhow::Result<()> {
        let python = PathBuf::from(std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into()));
        if self.instructions {
            let built = build::build(workspace)?;
            return instructions::count(workspace, &python, &built.binary, self.record);
        }
        if let Some(days) = self.days {
            let built = build::build(workspace)?;
            return days::measure(self, workspace, &python, &built.binary, days);
        }
        let native = build::build_variant(workspace, "native-rules")?;
        let built = build::build(workspace)?;
        let work = Work::prepare(self, workspace, &python, &built.binary)?;
        println!("{} customers, {} lines, {} runs of each in turn", self.customers, self.lines, self.runs);

        let mut peer = vec![python.as_os_str().to_owned(), workspace.root.join("xtask/bench/peer.py").into()];
        peer.extend([work.peer_copy.clone().into(), work.delta.clone().into()]);
        let mut measured = vec![
            Measured::new("redescente", Program::Product(built.binary.clone())),
            Measured::new("python", Program::Peer(peer, work.peer.clone(), work.peer_copy.clone())),
        ];
        measured.extend(native.map(|native| Measured::new(NATIVE, Program::Product(native))));
        if let Some(folder) = &self.duckdb {
            measured.push(Measured::new("duckdb", work.duckdb(folder, &python)?));
        }
        for _ in 0..self.runs {
            for one in &mut measured {
                let cost = match &one.program {
                    Program::Product(binary) => work.product(workspace, &python, binary)?,
                    Program::Peer(program, base, copy) => {
                        fresh(base, copy)?;
                        Cost::of(workspace, &python, program)?
                    }
                };
                one.costs.push(cost);
            }
        }
        self.report(workspace, &work, &measured)
    }

    fn report(&self, workspace: &Workspace, work: &Work, measured: &[Measured]) -> anyhow::Result<()> {
        let mut result = Map::new();
        let lines = f64::from(self.lines);
        println!("{:<14}{:>10}{:>10}{:>14}{:>12}", "", "wall s", "cpu s", "peak MiB", "lines/s");
        for one in measured {
            let (wall, cpu, peak) = (one.wall(), one.cpu(), one.peak_mib());
            println!("{:<14}{wall:>10.3}{cpu:>10.3}{peak:>14.1}{:>12.0}", one.name, lines / wall);
            let runs: Vec<_> = one.costs.iter().map(|it| json!([it.wall, it.cpu, it.peak_kib])).collect();
            let figures =
                json!({"wall": wall, "cpu": cpu, "peak_mib": peak, "lines_per_second": lines / wall, "runs": runs});
            result.insert(one.name.into(), figures);
        }
        for peer in measured.iter().filter(|one| matches!(one.program, Program::Peer(..))) {
            let ratio = measured[0].wall() / peer.wall();
            println!("redescente takes {ratio:.3} of the time of {} ({:.2} times as fast)", peer.name, 1.0 / ratio);
            result.insert(format!("part_of_the_time_of_{}", peer.name), json!(ratio));
        }
        match measured.iter().find(|one| one.name == NATIVE) {
            Some(native) => {
                let sandbox = (measured[0].cpu() - native.cpu()) / lines * 1e6;
                let wall = measured[0].wall() / native.wall();
                println!(
                    "the sandbox costs {sandbox:.2} µs of processor time a line, and {wall:.2} times the wall time"
                );
                result.insert("sandbox_cpu_us_per_line".into(), json!(sandbox));
                result.insert("sandbox_wall".into(), json!(wall));
            }
            None => println!("what the sandbox costs: not measured, this host has no feature `native-rules`"),
        }
        result.insert("customers".into(), self.customers.into());
        result.insert("lines".into(), self.lines.into());
        let file = workspace.target.join("bench").join(format!("{}-{}.json", self.customers, self.lines));
        fs::write(&file, serde_json::to_string_pretty(&Value::from(result))? + "\n")
            .with_context(|| format!("can't write {}", file.display()))?;
        println!("{}", file.display());
        for one in measured.iter().filter(|one| matches!(one.program, Program::Product(_))) {
            one.costs.iter().try_for_each(|cost| work.check(one.name, &cost.stdout))?;
        }
        println!("every count is the expected one");
        Ok(())
    }
}

/// A program and what its runs cost.
struct Measured {
    name: &'static str,
    program: Program,
    costs: Vec<Cost>,
}

/// What is run, on a fresh copy of its base each time.
enum Program {
    Product(PathBuf),
    /// The command line, the base, and where the command expects its copy.
    Peer(Vec<std::ffi::OsString>, PathBuf, PathBuf),
}

/// The product with the same rules called as functions: the difference is the sandbox.
const NATIVE: &str = "native-rules";

impl Measured {
    fn new(name: &'static str, program: Program) -> Self {
        Self { name, program, costs: Vec::new() }
    }

    fn wall(&self) -> f64 {
        median(self.costs.iter().map(|cost| cost.wall))
    }

    fn cpu(&self) -> f64 {
        median(self.costs.iter().map(|cost| cost.cpu))
    }

    fn peak_mib(&self) -> f64 {
        self.costs.iter().map(|cost| cost.peak_kib / 1024.0).fold(0.0, f64::max)
    }
}

/// The files of one size, and both bases before the delivery.
struct Work {
    delta: PathBuf,
    expected: Value,
    store: PathBuf,
    store_copy: PathBuf,
    peer: PathBuf,
    peer_copy: PathBuf,
}

impl Work {
    fn prepare(bench: &Bench, workspace: &Workspace, python: &Path, binary: &Path) -> anyhow::Result<Self> {
        let folder = workspace.target.join("bench").join(format!("{}-{}", bench.customers, bench.lines));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
        let scripts = workspace.root.join("xtask/bench");
        let mut generate = Command::new(python);
        generate.arg(scripts.join("generate.py")).arg(&folder).arg(bench.customers.to_string());
        run(generate.arg(bench.lines.to_string()))?;
        let expected = fs::read(folder.join("expected.json")).context("the generator wrote no expected.json")?;
        let work = Self {
            delta: folder.join("CLIENTS_delta.csv"),
            expected: serde_json::from_slice(&expected).context("expected.json is no JSON")?,
            store: folder.join("store"),
            store_copy: folder.join("store-copy"),
            peer: folder.join("peer.sqlite"),
            peer_copy: folder.join("peer-copy.sqlite"),
        };
        let base = folder.join("base.csv");
        answer(Command::new(binary).arg("--data").arg(&work.store).arg("init"))?;
        let import =
            [binary.into(), "--data".into(), work.store.clone().into_os_string(), "import".into(), base.into()];
        let cost = Cost::of(workspace, python, &import)?;
        println!("import of {} customers: {:.2} s, {:.0} MiB", bench.customers, cost.wall, cost.peak_kib / 1024.0);
        run(Command::new(python).arg(scripts.join("prepare_peer.py")).arg(&folder).arg(&work.peer))?;
        Ok(work)
    }

    /// One retrieval into a fresh copy of the store.
    fn product(&self, workspace: &Workspace, python: &Path, binary: &Path) -> anyhow::Result<Cost> {
        let _ = fs::remove_dir_all(&self.store_copy);
        copy_folder(&self.store, &self.store_copy)?;
        let arguments = [binary.as_os_str(), "--data".as_ref(), self.store_copy.as_os_str()];
        let rest = ["--format".as_ref(), "json".as_ref(), "retrieve".as_ref(), self.delta.as_os_str()];
        Cost::of(workspace, python, &[&arguments[..], &rest[..]].concat())
    }

    /// DuckDB with the same base.
    fn duckdb(&self, scripts: &Path, python: &Path) -> anyhow::Result<Program> {
        let (base, copy) = (self.peer.with_extension("duckdb"), self.peer_copy.with_extension("duckdb"));
        run(Command::new(python).arg(scripts.join("prepare_duckdb.py")).arg(&self.peer).arg(&base))?;
        let program = vec![
            python.as_os_str().to_owned(),
            scripts.join("peer_duckdb.py").into(),
            copy.clone().into(),
            self.delta.clone().into(),
        ];
        Ok(Program::Peer(program, base, copy))
    }

    /// Fails unless each outcome occurs exactly as often as the generator says.
    fn check(&self, name: &str, stdout: &str) -> anyhow::Result<()> {
        let told: Value = serde_json::from_str(stdout).with_context(|| format!("{name} gave no JSON"))?;
        let outcomes = &told["retrieval"]["deliveries"][0]["outcomes"];
        if *outcomes != self.expected {
            bail!("{name} counts {outcomes}, expected {}", self.expected);
        }
        Ok(())
    }
}

/// A fresh copy of a peer's base, nothing of the last run beside it.
fn fresh(base: &Path, copy: &Path) -> anyhow::Result<()> {
    for suffix in ["-wal", "-shm", ".wal"] {
        let _ = fs::remove_file(format!("{}{suffix}", copy.display()));
    }
    copy_file(base, copy)
}

/// Copies onto the disk, so that no program that is measured waits for it.
fn copy_file(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::copy(from, to).with_context(|| format!("can't write {}", to.display()))?;
    let copied = fs::OpenOptions::new().write(true).open(to);
    copied.and_then(|copy| copy.sync_all()).with_context(|| format!("can't write {}", to.display()))
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("can't make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("can't read {}", from.display()))? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            copy_file(&entry.path(), &copy)?;
        }
    }
    Ok(())
}
