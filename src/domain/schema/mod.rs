//! JSON Schema: what is wrong with a value, in the words of the two validators that Backstage asks: `ajv` in its
//! forms and `jsonschema` in its backend.
