//! Lists: columns, fields, saved filters, groups, marks, export.
