"""附件: files that hang on records, kept outside the database and under the record's own permissions."""
