//! The clock on the wall, for whoever stamps an answer with its moment.

use crate::domain::model::{At, Zone};
use std::time::{SystemTime, UNIX_EPOCH};

/// The present moment, in milliseconds since 1970; what lies before counts as then.
pub fn now() -> At {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The time zone of this machine, as `TZ` and the system say; UTC where neither does.
pub fn zone() -> Zone {
    jiff::tz::TimeZone::system().into()
}
