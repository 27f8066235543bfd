//! An FTP server on loopback that misbehaves as it is told.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// One file of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) name: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
    /// `YYYYMMDDHHMMSS`.
    pub(crate) modified: String,
}

/// What happens instead of the right answer to a command.
#[derive(Debug, Clone)]
pub(crate) enum Quirk {
    /// Nothing, and the connection stays.
    Hang,
    /// The control connection ends.
    Cut,
    /// These bytes instead of the reply; no data.
    Say(Vec<u8>),
    /// The reply, a byte at a time.
    Split,
    /// The reply never ends, a byte at a time.
    Drip,
    /// So many bytes of data, then nothing any more.
    DataHang(usize),
    /// So many bytes of data, their end, and this reply.
    DataCut(usize, &'static str),
    /// So many bytes of data, then both connections end.
    BothCut(usize),
    /// Data without end.
    Endless(&'static [u8]),
    /// Data without end, a byte at a time.
    DataDrip,
    /// These bytes of data instead.
    Instead(Vec<u8>),
    /// The right data, and this last reply.
    Ending(&'static str),
    /// First and last reply together, before the data.
    Joined,
    /// The right data; meanwhile the file changes into this.
    Becomes(Vec<u8>, &'static str),
    /// The right reply; then the first file is this one.
    Replaces(Vec<u8>, &'static str),
    /// The port that is announced is closed.
    ClosedPort,
}

/// What a server has and does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Site {
    pub(crate) files: Vec<File>,
    /// Verb, what happens, how many times.
    pub(crate) quirks: Vec<(&'static str, Quirk, usize)>,
    /// Verbs it doesn't know.
    pub(crate) without: Vec<&'static str>,
    /// Lines of `LIST`; none: as vsftpd prints them.
    pub(crate) list: Option<Vec<u8>>,
    pub(crate) commands: Vec<String>,
}

/// A running server.
pub(crate) struct Server {
    pub(crate) port: u16,
    site: Arc<Mutex<Site>>,
}

impl Server {
    pub(crate) fn start(site: Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let site = Arc::new(Mutex::new(site));
        let shared = Arc::clone(&site);
        // Ends with the test's process.
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let site = Arc::clone(&shared);
                thread::spawn(move || Client::new(socket, site).serve());
            }
        });
        Self { port, site }
    }

    pub(crate) fn site(&self) -> MutexGuard<'_, Site> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Commands of this verb, arguments included.
    pub(crate) fn commands(&self, verb: &str) -> Vec<String> {
        self.site().commands.iter().filter(|command| command.split(' ').next() == Some(verb)).cloned().collect()
    }
}

struct Client {
    socket: TcpStream,
    site: Arc<Mutex<Site>>,
    passive: Option<TcpListener>,
    from: usize,
    renaming: Option<Vec<u8>>,
}

/// Ends the connection.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

impl Client {
    fn new(socket: TcpStream, site: Arc<Mutex<Site>>) -> Self {
        Self { socket, site, passive: None, from: 0, renaming: None }
    }

    fn site(&self) -> MutexGuard<'_, Site> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(mut self) {
        let Ok(reading) = self.socket.try_clone() else { return };
        let mut lines = BufReader::new(reading);
        if self.answer("GREETING", b"", "220 ready").is_err() {
            return;
        }
        loop {
            let mut line = Vec::new();
            match lines.read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            let line = line.trim_ascii_end().to_vec();
            self.site().commands.push(String::from_utf8_lossy(&line).into_owned());
            let blank = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
            let verb = String::from_utf8_lossy(&line[..blank]).to_ascii_uppercase();
            let argument = line.get(blank + 1..).unwrap_or_default().to_vec();
            if self.command(&verb, &argument).is_err() {
                let _ = self.socket.shutdown(Shutdown::Both);
                return;
            }
        }
    }

    fn command(&mut self, verb: &str, argument: &[u8]) -> Result<(), Over> {
        if self.site().without.contains(&verb) {
            return self.say("500 what?");
        }
        let file = self.site().files.iter().find(|file| file.name == argument).cloned();
        let none = "550 no such file".to_owned();
        let reply = match verb {
            "USER" => "331 password".into(),
            "PASS" => "230 welcome".into(),
            "FEAT" => "211-Features:\r\n MLST size*;modify*;type*\r\n UTF8\r\n SIZE\r\n MDTM\r\n211 End".into(),
            "OPTS" | "TYPE" | "PBSZ" | "PROT" => "200 fine".into(),
            "CWD" => "250 there".into(),
            "AUTH" => "502 no".into(),
            "QUIT" => "221 bye".into(),
            "SIZE" => file.map_or(none, |file| format!("213 {}", file.bytes.len())),
            "MDTM" => file.map_or(none, |file| format!("213 {}", file.modified)),
            "EPSV" | "PASV" => return self.passive(verb),
            "REST" => {
                self.from = String::from_utf8_lossy(argument).parse().unwrap_or(0);
                "350 from there".into()
            }
            "MLSD" | "LIST" | "NLST" => {
                let listing = self.listing(verb);
                return self.data(verb, argument, &listing);
            }
            "RETR" => match file {
                None => none,
                Some(file) => {
                    let from = std::mem::take(&mut self.from).min(file.bytes.len());
                    return self.data(verb, argument, &file.bytes[from..]);
                }
            },
            "DELE" => {
                let mut site = self.site();
                let refused = site.quirks.iter().any(|(at, _, times)| *at == verb && *times > 0);
                site.files.retain(|file| refused || file.name != argument);
                if file.is_some() { "250 gone".into() } else { none }
            }
            "RNFR" => {
                self.renaming = file.is_some().then(|| argument.to_vec());
                if file.is_some() { "350 to what?".into() } else { none }
            }
            "RNTO" => {
                let old = self.renaming.take();
                for file in self.site().files.iter_mut().filter(|file| Some(&file.name) == old.as_ref()) {
                    file.name = argument.to_vec();
                }
                "250 renamed".into()
            }
            "MKD" => "257 made".into(),
            _ => "500 what?".into(),
        };
        self.answer(verb, argument, &reply)
    }

    fn listing(&self, verb: &str) -> Vec<u8> {
        let site = self.site();
        let mut listing = Vec::new();
        if let (Some(list), "LIST") = (&site.list, verb) {
            return list.clone();
        }
        for file in site.files.iter().filter(|file| !file.name.contains(&b'/') || file.name.starts_with(b"..")) {
            let size = file.bytes.len();
            let line = match verb {
                "MLSD" => format!("type=file;size={size};modify={}; ", file.modified),
                "LIST" => format!("-rw-r--r--    1 1001     1001     {size:>8} Nov 24  2024 "),
                _ => String::new(),
            };
            listing.extend_from_slice(line.as_bytes());
            listing.extend_from_slice(&file.name);
            listing.extend_from_slice(b"\r\n");
        }
        listing
    }

    /// What happens at this verb, if it isn't what should; a quirk of `RETR 1.csv` is for this file alone.
    fn quirk(&self, verb: &str, argument: &[u8]) -> Option<Quirk> {
        let mut site = self.site();
        let whole = format!("{verb} {}", String::from_utf8_lossy(argument));
        let found = site.quirks.iter_mut().find(|(at, _, times)| (*at == verb || *at == whole) && *times > 0)?;
        found.2 -= 1;
        Some(found.1.clone())
    }

    fn say(&mut self, reply: &str) -> Result<(), Over> {
        Ok(self.socket.write_all(format!("{reply}\r\n").as_bytes())?)
    }

    fn hang(&self) -> Result<(), Over> {
        // Longer than any test waits.
        thread::sleep(Duration::from_secs(20));
        Err(Over)
    }

    fn answer(&mut self, verb: &str, argument: &[u8], reply: &str) -> Result<(), Over> {
        match self.quirk(verb, argument) {
            None => self.say(reply),
            Some(Quirk::Hang) => self.hang(),
            Some(Quirk::Say(bytes)) => Ok(self.socket.write_all(&bytes)?),
            Some(Quirk::Split) => {
                for byte in format!("{reply}\r\n").bytes() {
                    self.socket.write_all(&[byte])?;
                    thread::sleep(Duration::from_millis(1));
                }
                Ok(())
            }
            Some(Quirk::Drip) => loop {
                self.socket.write_all(b"2")?;
                thread::sleep(Duration::from_millis(20));
            },
            Some(Quirk::Replaces(bytes, modified)) => {
                self.say(reply)?;
                self.replace_first(&bytes, modified);
                Ok(())
            }
            Some(_) => Err(Over),
        }
    }

    fn replace_first(&self, bytes: &[u8], modified: &str) {
        if let Some(file) = self.site().files.first_mut() {
            file.bytes = bytes.to_vec();
            file.modified = modified.into();
        }
    }

    fn passive(&mut self, verb: &str) -> Result<(), Over> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let reply = match verb {
            "EPSV" => format!("229 here (|||{port}|)"),
            _ => format!("227 here (127,0,0,1,{},{})", port >> 8, port & 0xff),
        };
        let closed = self
            .site()
            .quirks
            .iter()
            .any(|(at, quirk, times)| *at == verb && *times > 0 && matches!(quirk, Quirk::ClosedPort));
        if closed {
            drop(listener);
            return self.say(&reply);
        }
        self.passive = Some(listener);
        self.answer(verb, b"", &reply)
    }

    fn data(&mut self, verb: &str, argument: &[u8], bytes: &[u8]) -> Result<(), Over> {
        let Some(listener) = self.passive.take() else { return self.say("425 no port") };
        let quirk = self.quirk(verb, argument);
        match &quirk {
            Some(Quirk::Hang) => return self.hang(),
            Some(Quirk::Cut) => return Err(Over),
            Some(Quirk::Say(reply)) => return Ok(self.socket.write_all(reply)?),
            Some(Quirk::Drip) => return self.answer(verb, argument, ""),
            Some(Quirk::Joined) => self.say("150 coming\r\n226 there")?,
            _ => self.say("150 coming")?,
        }
        let (mut data, _) = listener.accept()?;
        // Whoever hangs up early is told nothing more.
        let _ = data.set_write_timeout(Some(Duration::from_secs(5)));
        let part = |most: &usize| &bytes[..bytes.len().min(*most)];
        match quirk {
            Some(Quirk::DataHang(most)) => {
                data.write_all(part(&most))?;
                self.hang()
            }
            Some(Quirk::DataCut(most, reply)) => {
                data.write_all(part(&most))?;
                drop(data);
                self.say(reply)
            }
            Some(Quirk::BothCut(most)) => {
                data.write_all(part(&most))?;
                Err(Over)
            }
            Some(Quirk::Endless(bytes)) => {
                let block = bytes.repeat(1 + (64 << 10) / bytes.len());
                loop {
                    data.write_all(&block)?;
                }
            }
            Some(Quirk::DataDrip) => loop {
                data.write_all(b"x")?;
                thread::sleep(Duration::from_millis(20));
            },
            Some(Quirk::Instead(bytes)) => {
                data.write_all(&bytes)?;
                drop(data);
                self.say("226 there")
            }
            Some(Quirk::Ending(reply)) => {
                data.write_all(bytes)?;
                drop(data);
                self.say(reply)
            }
            Some(Quirk::Becomes(new, modified)) => {
                data.write_all(bytes)?;
                for file in self.site().files.iter_mut().filter(|file| file.name == argument) {
                    file.bytes.clone_from(&new);
                    file.modified = modified.into();
                }
                drop(data);
                self.say("226 there")
            }
            Some(Quirk::Joined) => Ok(data.write_all(bytes)?),
            Some(Quirk::Replaces(new, modified)) => {
                data.write_all(bytes)?;
                drop(data);
                self.replace_first(&new, modified);
                self.say("226 there")
            }
            _ => {
                data.write_all(bytes)?;
                drop(data);
                self.say("226 there")
            }
        }
    }
}
