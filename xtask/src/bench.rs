//! `cargo xtask bench`: the product and a Python program that does the same work, in turn.

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
}

impl Bench {
    /// Prepares the work, measures, and checks that the product's counts are the expected ones.
    pub(crate) fn run(&self, workspace: &Workspace) -> anyhow::Result<()> {
        let native = build::build_variant(workspace, "native-rules")?;
        let built = build::build(workspace)?;
        let python = PathBuf::from(std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into()));
        let work = Work::prepare(self, workspace, &python, &built.binary)?;
        println!("{} customers, {} lines, {} runs of each in turn", self.customers, self.lines, self.runs);

        let mut peer = vec![python.as_os_str().to_owned(), workspace.root.join("xtask/bench/peer.py").into()];
        peer.extend([work.peer_copy.clone().into(), work.delta.clone().into()]);
        let mut measured = vec![Measured::new("redescente", Some(&built.binary)), Measured::new("python", None)];
        if let Some(native) = &native {
            measured.push(Measured::new("native-rules", Some(native)));
        }
        for _ in 0..self.runs {
            for one in &mut measured {
                let cost = match &one.binary {
                    Some(binary) => work.product(workspace, &python, binary)?,
                    None => work.fresh_peer().and_then(|()| Cost::of(workspace, &python, &peer))?,
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
        let ratio = measured[1].wall() / measured[0].wall();
        println!("redescente is {ratio:.2} times as fast as the Python program (ratio of medians, whole process)");
        result.insert("times_as_fast_as_python".into(), json!(ratio));
        match measured.get(2) {
            Some(native) => {
                let sandbox = (measured[0].cpu() - native.cpu()) / lines * 1e6;
                println!("the sandbox costs {sandbox:.2} µs of processor time a line");
                result.insert("sandbox_cpu_us_per_line".into(), json!(sandbox));
            }
            None => println!("what the sandbox costs: not measured, this host has no feature `native-rules`"),
        }
        result.insert("customers".into(), self.customers.into());
        result.insert("lines".into(), self.lines.into());
        let file = workspace.target.join("bench").join(format!("{}-{}.json", self.customers, self.lines));
        fs::write(&file, serde_json::to_string_pretty(&Value::from(result))? + "\n")
            .with_context(|| format!("can't write {}", file.display()))?;
        println!("{}", file.display());
        for one in measured.iter().filter(|one| one.binary.is_some()) {
            one.costs.iter().try_for_each(|cost| work.check(one.name, &cost.stdout))?;
        }
        println!("every count is the expected one");
        Ok(())
    }
}

/// A program and what its runs cost.
struct Measured {
    name: &'static str,
    /// None for the peer.
    binary: Option<PathBuf>,
    costs: Vec<Cost>,
}

impl Measured {
    fn new(name: &'static str, binary: Option<&Path>) -> Self {
        Self { name, binary: binary.map(Path::to_owned), costs: Vec::new() }
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

    fn fresh_peer(&self) -> anyhow::Result<()> {
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", self.peer_copy.display()));
        }
        fs::copy(&self.peer, &self.peer_copy).with_context(|| format!("can't copy {}", self.peer.display()))?;
        Ok(())
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

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("can't make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("can't read {}", from.display()))? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), &copy).with_context(|| format!("can't write {}", copy.display()))?;
        }
    }
    Ok(())
}
