//! The form engine: a step's schema and the data so far become fields, defaults, errors and the values to send.
