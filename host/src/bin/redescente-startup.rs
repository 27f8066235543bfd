//! `redescente startup --open` without a console window, for the start-up of Windows.
//!
//! A console program that Windows starts by itself gets a window of its own. This one is none, and starts the one beside
//! it so that it gets none either. Arguments are passed on before the command: `redescente-startup --data D:\Clients`.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::process::{Command, ExitCode, Stdio};

/// What the start-up asks for.
const ASKED: [&str; 2] = ["startup", "--open"];
/// The exit code of faults.
const FAULT: u8 = 70;

fn main() -> ExitCode {
    let Ok(here) = std::env::current_exe() else { return ExitCode::from(FAULT) };
    let program = here.with_file_name("redescente").with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1)).args(ASKED);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, redescente::NO_CONSOLE_WINDOW);
    let code = command.status().ok().and_then(|status| status.code());
    ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(FAULT))
}
