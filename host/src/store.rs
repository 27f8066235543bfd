//! A store's data folder, opened: settings, base, rules, kept deliveries.

mod error;
mod installing;
mod loaded;
mod showing;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::backup;
use crate::base::{Base, BaseError};
use crate::clock::Clock;
use crate::config::Settings;
use crate::config::secret::Secrets;
use crate::kept::Kept;
use crate::report::{Mode, Timestamp};
use crate::rules::{Context, Customer, Limits, Purpose, Reason, Rules, RulesError};
use crate::source::{ExchangeSettings, Secret};

pub use error::StoreError;

/// The component that lies beside the program.
pub const RULES_FILE: &str = "redescente-rules.wasm";
/// The base in the data folder.
pub(crate) const BASE_FILE: &str = "base.sqlite";
/// The folder of compiled rules, in the data folder: may be deleted at any time.
const COMPILED: &str = "rules/compiled";
/// How long another holder of the lock is waited for, and how often it is asked.
const BRIEFLY: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_millis(20);

/// The kinds of failure that a calling program tells apart by exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Settings, or what the user asked.
    User = 1,
    /// The exchange could not be reached.
    Exchange = 3,
    /// The rules component was refused, or misbehaved.
    Rules = 4,
    /// Our fault, or the machine's.
    Fault = 70,
}

/// The rules in force, loaded, with the parameters that are set.
#[derive(Debug, Clone)]
pub struct ActiveRules {
    /// Their number in the base.
    pub(crate) id: i64,
    /// Themselves.
    pub(crate) rules: Rules,
    /// Name and value of each parameter that is set.
    pub(crate) parameters: Vec<(String, String)>,
}

impl ActiveRules {
    /// What the rules are told of the world where no file is read.
    pub(crate) fn context(&self, now: Timestamp) -> Context {
        Context { purpose: Purpose::Delivery, file_name: String::new(), now, parameters: self.parameters.clone() }
    }

    /// The blocking keys of one customer.
    pub(crate) fn keys_of(&self, now: Timestamp, customer: Customer) -> Result<Vec<u64>, RulesError> {
        let mut keys = self.rules.keys_of(&self.context(now), &[customer])?;
        Ok(keys.pop().unwrap_or_default())
    }

    /// The parameters as deliveries record them.
    pub(crate) fn parameters_json(&self) -> String {
        parameters_json(&self.parameters)
    }
}

/// A store's data folder, opened.
#[derive(Debug)]
pub struct Store {
    /// The data folder.
    pub folder: PathBuf,
    /// What is set.
    pub settings: Settings,
    /// Customers and history.
    pub base: Base,
    /// Tells the time of retrievals and edits.
    pub clock: Clock,
    active: Option<ActiveRules>,
    /// The folder of kept deliveries.
    deliveries: PathBuf,
}

impl Store {
    /// Makes a data folder, or completes one: settings with every default, the base, the rules.
    ///
    /// `rules` none: those that lie beside the program, if there are any.
    ///
    /// # Errors
    /// Where the folder cannot be written, or the rules are refused.
    pub fn create(folder: &Path, rules: Option<&Path>, clock: Clock) -> Result<Self, StoreError> {
        make_folders(folder)?;
        let settings = Settings::create(folder)?;
        let mut store = Self::assemble(folder, settings)?;
        store.clock = clock;
        let beside = std::env::current_exe().ok().map(|program| program.with_file_name(RULES_FILE));
        match rules.map(Path::to_owned).or(beside.filter(|beside| beside.exists())) {
            Some(file) => store.install_rules(&file)?,
            None if store.base.active_rules()?.is_some() => {}
            None => return Err(StoreError::NoRules),
        }
        Ok(store)
    }

    /// Opens a data folder that `init` made.
    ///
    /// # Errors
    /// [`StoreError::NotInitialised`] where there is none.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        if !Settings::path(folder).exists() {
            return Err(StoreError::NotInitialised { folder: folder.into() });
        }
        Self::assemble(folder, Settings::read(folder)?)
    }

    fn assemble(folder: &Path, settings: Settings) -> Result<Self, StoreError> {
        refuse_network_share(folder)?;
        let base = Base::open_after(&folder.join(BASE_FILE), |base| backup::before_migration(folder, base))?;
        let deliveries = folder.join("deliveries");
        Ok(Self { folder: folder.into(), settings, base, clock: Clock::default(), active: None, deliveries })
    }

    /// A copy of this store's base, in a folder of its own, that is worked on with the same kept deliveries.
    pub(crate) fn beside(&self, folder: &Path, base: Base) -> Self {
        let (settings, deliveries) = (self.settings.clone(), self.deliveries.clone());
        Self { folder: folder.into(), settings, base, clock: self.clock, active: None, deliveries }
    }

    /// Decides by these rules from now on, whatever the base says.
    pub(crate) fn decide_by(&mut self, rules: ActiveRules) {
        self.active = Some(rules);
    }

    /// What the rules may use up, as it is set.
    fn limits(&self) -> Limits {
        let set = &self.settings.limits;
        let mut limits = Limits::default();
        limits.fuel_per_line = set.fuel_per_line.unwrap_or(limits.fuel_per_line);
        limits.memory = set.memory.map_or(limits.memory, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        limits.seconds_per_delivery = set.seconds_per_delivery.unwrap_or(limits.seconds_per_delivery);
        limits.bytes_per_answer =
            set.bytes_per_answer.map_or(limits.bytes_per_answer, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        limits
    }

    /// The rules in force, loaded at the first call.
    ///
    /// # Errors
    /// [`StoreError::NoRules`], [`StoreError::RulesChanged`]; those of loading.
    pub(crate) fn rules(&mut self) -> Result<ActiveRules, StoreError> {
        let active = self.load_rules()?;
        self.active = Some(active.clone());
        Ok(active)
    }

    /// Number and parameters of the rules in force, which need not be loaded for that.
    pub(crate) fn in_force(&self) -> Result<(i64, String), StoreError> {
        let active = self.base.active_rules()?.ok_or(StoreError::NoRules)?;
        Ok((active.id, parameters_json(&self.parameters())))
    }

    fn parameters(&self) -> Vec<(String, String)> {
        self.settings.rules.parameters.clone().into_iter().collect()
    }

    /// As [`Store::rules`], where nothing can be remembered.
    fn load_rules(&self) -> Result<ActiveRules, StoreError> {
        if let Some(active) = &self.active {
            return Ok(active.clone());
        }
        let active = self.base.active_rules()?.ok_or(StoreError::NoRules)?;
        let file = self.rules_file(&active.identity.digest);
        let bytes = fs::read(&file).map_err(|source| StoreError::File { file: file.clone(), source })?;
        let rules = self.load(&bytes)?;
        if rules.digest() != active.identity.digest {
            return Err(StoreError::RulesChanged { file });
        }
        Ok(ActiveRules { id: active.id, rules, parameters: self.parameters() })
    }

    /// Asks the rules in force about parameters before they are saved.
    ///
    /// # Errors
    /// Those of loading and calling rules.
    pub fn check_parameters(&self, parameters: &[(String, String)]) -> Result<Vec<Reason>, StoreError> {
        Ok(self.load_rules()?.rules.check_parameters(parameters)?)
    }

    /// The folder of kept deliveries.
    pub(crate) fn kept(&self) -> Result<Kept, StoreError> {
        Ok(Kept::open_folder(&self.deliveries)?)
    }

    /// The exchange as it is set, its password included.
    ///
    /// # Errors
    /// [`StoreError::NoExchange`]; those of the password's place and of the rules, whose pattern may be asked for.
    pub fn exchange(&self) -> Result<ExchangeSettings, StoreError> {
        let exchange = self.settings.exchange.clone();
        let place = exchange.url.clone().ok_or(StoreError::NoExchange)?;
        let pattern = match &exchange.pattern {
            Some(pattern) => pattern.clone(),
            // Loading the rules only to ask them again takes longer than most exchanges need to be listed.
            None => match self.base.wordings()?.file_pattern {
                kept if !kept.is_empty() => kept,
                _ => self.load_rules()?.rules.description().file_pattern.clone(),
            },
        };
        Ok(ExchangeSettings { place, exchange, password: self.password()?, pattern })
    }

    /// The exchange's password, from wherever it is kept.
    pub(crate) fn password(&self) -> Result<Secret, StoreError> {
        Ok(Secret(Secrets::of(&self.folder).get()?.unwrap_or_default()))
    }

    /// Makes sure that one retrieval or edit runs at a time; a crash releases the lock.
    ///
    /// An edit holds it for moments, and so does a program that is just being started from here: they are waited for.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while a retrieval runs.
    pub(crate) fn lock(&self) -> Result<File, StoreError> {
        lock_folder(&self.folder)
    }

    /// Who begins a retrieval, as history names them; nobody for one at start-up.
    pub(crate) fn user(&self, mode: Mode) -> String {
        if mode == Mode::Automatic { String::new() } else { system_user() }
    }

    /// As [`Store::user`], of a retrieval that has begun.
    pub(crate) fn user_of(&self, retrieval: i64) -> Result<String, BaseError> {
        self.base.began_by(retrieval)
    }
}

/// Makes a data folder and the folders in it.
pub(crate) fn make_folders(folder: &Path) -> Result<(), StoreError> {
    for part in ["", "deliveries", "rules", "log"] {
        let part = folder.join(part);
        fs::create_dir_all(&part).map_err(|source| StoreError::Folder { folder: part.clone(), source })?;
    }
    Ok(())
}

/// Makes sure that one program at a time works on a data folder; a crash releases the lock.
pub(crate) fn lock_folder(folder: &Path) -> Result<File, StoreError> {
    let file = folder.join("lock");
    let failed = |source| StoreError::File { file: file.clone(), source };
    let lock = File::options().create(true).truncate(false).write(true).open(&file).map_err(failed)?;
    let deadline = Instant::now() + BRIEFLY;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => std::thread::sleep(POLL),
            Err(TryLockError::WouldBlock) => return Err(StoreError::Busy),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
    }
}

fn parameters_json(parameters: &[(String, String)]) -> String {
    serde_json::to_string(parameters).expect("pairs of texts always serialise")
}

/// Who sits at the machine.
pub(crate) fn system_user() -> String {
    let named = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "?".to_owned())
}

/// SQLite's write-ahead log needs memory shared between processes: a network share has none.
pub(crate) fn refuse_network_share(folder: &Path) -> Result<(), StoreError> {
    let refuse = || StoreError::NetworkShare { folder: folder.into() };
    #[cfg(windows)]
    {
        use std::path::{Component, Prefix};
        let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.into());
        if let Some(Component::Prefix(prefix)) = whole.components().next()
            && matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
        {
            return Err(refuse());
        }
    }
    #[cfg(target_os = "linux")]
    {
        const SHARES: [&str; 7] = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"];
        let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.into());
        let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
        let nearest = mounts
            .lines()
            .filter_map(|line| {
                let mut words = line.split(' ').skip(1);
                Some((words.next()?, words.next()?))
            })
            .filter(|(place, _)| whole.starts_with(place.replace("\\040", " ")))
            .max_by_key(|(place, _)| place.len());
        if nearest.is_some_and(|(_, kind)| SHARES.contains(&kind)) {
            return Err(refuse());
        }
    }
    let _ = refuse;
    Ok(())
}
