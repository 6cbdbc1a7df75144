//! What is done through stagedoor: the review sheet, the command line, the journal.
