"""The law of the log, spec/LAW.md, read a second time: it follows a log that is read, and may be left out."""
