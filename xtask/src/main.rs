//! `cargo xtask`: builds, demonstrates, tests and measures the product.
#![expect(clippy::print_stdout, reason = "xtask talks to the person who runs it")]

mod bench;
mod browser;
mod build;
mod daemons;
mod demo;
mod exchange;
mod measure;
mod test;
mod workspace;

use clap::{Parser, Subcommand};

/// Builds, demonstrates, tests and measures redescente.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Builds the rules component and the host, side by side in the target folder.
    Build,
    /// Builds rules as the product's own are built, into the target folder; says their digest.
    Rules {
        /// The folder of their package, below `rules/`; without it, the product's own.
        #[arg(long, value_name = "DIR")]
        manifest: Option<std::path::PathBuf>,
    },
    /// Builds the rules that tests try; says in which folder they are.
    TestGuests,
    /// Fetches the demo's files from an FTP server into a fresh store, and shows the day's report.
    Demo(demo::Demo),
    /// Builds, then runs all tests.
    Test(test::Test),
    /// Measures the product and a Python program that does the same, in turn.
    Bench(bench::Bench),
    /// Measures retrievals beside curl on the real FTP daemons (root, Debian).
    Exchange(exchange::Exchange),
}

fn main() -> anyhow::Result<()> {
    let workspace = workspace::Workspace::find()?;
    match Arguments::parse().task {
        Task::Rules { manifest } => {
            let (rules, digest) = build::build_rules_of(&workspace, manifest.as_deref())?;
            println!("{}  sha256 {digest}", rules.display());
            Ok(())
        }
        Task::TestGuests => {
            println!("{}", build::build_test_guests(&workspace)?.display());
            Ok(())
        }
        Task::Build => {
            let built = build::build(&workspace)?;
            println!("{}\n{}  sha256 {}", built.binary.display(), built.rules.display(), built.rules_digest);
            Ok(())
        }
        Task::Demo(demo) => demo.run(&workspace),
        Task::Test(test) => test.run(&workspace),
        Task::Bench(bench) => bench.run(&workspace),
        Task::Exchange(exchange) => exchange.run(&workspace),
    }
}
