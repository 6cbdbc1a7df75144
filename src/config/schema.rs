use super::table::FileTable;
use serde_json::Value;

/// The JSON Schema of the configuration file, for editors.
pub fn schema() -> Value {
    schemars::schema_for!(FileTable).to_value()
}
