use etcetera::BaseStrategy as _;
use std::ffi::OsString;
use std::path::PathBuf;

/// Where stagedoor keeps what is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// The configuration: `config.toml`.
    pub config: PathBuf,
    /// What belongs to the user: the example workspace.
    pub data: PathBuf,
    /// What can be had again: copies of catalogs.
    pub cache: PathBuf,
    /// What was last: sessions.
    pub state: PathBuf,
    /// The home folder, that `~/` stands for.
    pub home: PathBuf,
}

/// There is no home folder, and not all folders are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "cannot tell where the home folder is; set HOME, or STAGEDOOR_CONFIG_DIR, STAGEDOOR_DATA_DIR, STAGEDOOR_CACHE_DIR and STAGEDOOR_STATE_DIR"
)]
pub struct FoldersError;

/// A variable of the process's environment; an empty one is as good as none.
pub fn system_env(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

impl Folders {
    /// The folders: `STAGEDOOR_*_DIR`, else those of the XDG base directories (or of Windows).
    ///
    /// # Errors
    /// Without a home folder, when one of the four is not named.
    pub fn find(env: &dyn Fn(&str) -> Option<OsString>) -> Result<Self, FoldersError> {
        let base = etcetera::choose_base_strategy().ok();
        let named = |variable: &str| env(variable).map(|path| std::path::absolute(&path).unwrap_or(path.into()));
        let ours = |path: PathBuf| path.join("stagedoor");
        let or_base = |variable: &str, place: Option<PathBuf>| named(variable).or(place.map(ours)).ok_or(FoldersError);
        let base = base.as_ref();
        let data = or_base("STAGEDOOR_DATA_DIR", base.map(|base| base.data_dir()))?;
        let state = base.map(|base| base.state_dir().unwrap_or_else(|| base.data_dir()));
        Ok(Self {
            config: or_base("STAGEDOOR_CONFIG_DIR", base.map(|base| base.config_dir()))?,
            cache: or_base("STAGEDOOR_CACHE_DIR", base.map(|base| base.cache_dir()))?,
            state: or_base("STAGEDOOR_STATE_DIR", state)?,
            home: base.map(|base| base.home_dir().to_owned()).unwrap_or_default(),
            data,
        })
    }

    /// The user's configuration file.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }
}
